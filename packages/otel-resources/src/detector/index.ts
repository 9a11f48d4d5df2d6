export { type ResourceDetector, resourceDetector } from './detector.ts';
