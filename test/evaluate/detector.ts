/** What of the detector is not public, in one place. */

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/areas.ts';

// @boundaries-ignore the evaluation takes the detector apart
export { OPTIONS } from '../../packages/memory-leak-detector/src/options.ts';

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/samples/heap-after-gc.ts';

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/samples/limits.ts';

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/samples/memory-samples.ts';

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/samples/sources.ts';

// @boundaries-ignore the evaluation takes the detector apart
export { NATIVE_BINS } from '../../packages/memory-leak-detector/src/thresholds.ts';

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/verdict/leak-verdict.ts';

// @boundaries-ignore the evaluation takes the detector apart
export { createNativeFold } from '../../packages/memory-leak-detector/src/verdict/native-fold.ts';

// @boundaries-ignore the evaluation takes the detector apart
export * from '../../packages/memory-leak-detector/src/verdict/scales.ts';

// @boundaries-ignore the evaluation takes the detector apart
export { examine } from '../../packages/memory-leak-detector/src/verdict/window.ts';

// @boundaries-ignore the evaluation takes the detector apart
export type { Witness } from '../../packages/memory-leak-detector/src/verdict/witnesses.ts';
