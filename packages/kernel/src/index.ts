export { begin, type Cleanup, createCleanup } from './cleanup.ts';
export { type Clock, type FakeClock, fakeClock, systemClock } from './clock.ts';
export { type Constraint, checkConstraints, withoutContradictions } from './constraint.ts';
export { readEnvironment, variableOf } from './environment.ts';
export { errorTypeOf } from './error-type.ts';
export {
  createEmitter,
  type EmitOptions,
  type Emitter,
  type EventSpec,
  type EventSpecs,
  type EventValue,
  type LoggerProviderLike,
} from './event.ts';
export { createFaults, type Faults } from './fault.ts';
export {
  type InstrumentationConfig,
  type InstrumentationContext,
  InstrumentationHost,
  type InstrumentationScope,
} from './instrumentation.ts';
export { type Instruments, instruments } from './instruments.ts';
export { LateMeter } from './late-meter.ts';
export type { InstrumentByKind, MetricSpec, MetricSpecs } from './metric.ts';
export {
  booleanOption,
  choiceOption,
  choicesOption,
  functionOption,
  type NumberBounds,
  numberOption,
  type OptionRule,
  type OptionRules,
  type OptionValues,
  objectOption,
  readOptions,
  satisfies,
  signalOption,
  stringOption,
} from './options.ts';
export { type MetricProcessor, type MetricsOf, withProcessors } from './processor.ts';
export type { ProducedMetric } from './produced.ts';
export { createSampler, type PacedSampler, type Sampler, type SamplerOptions } from './sampler.ts';
export { nothing, type Sensor, type SensorContext } from './sensor.ts';
export {
  createThresholds,
  type ThresholdOptions,
  type Thresholds,
  thresholdsIn,
} from './thresholds.ts';
