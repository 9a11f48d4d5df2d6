/** What of the detector is not public, in one place. */

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/samples/heap-after-gc.ts';

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/samples/limits.ts';

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/samples/memory-samples.ts';

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/samples/sources.ts';

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/verdict/scales.ts';
