export {
  createFrameMonitor,
  type FrameMonitor,
  type FrameOptions,
  type FrameReadings,
} from './monitor.ts';
