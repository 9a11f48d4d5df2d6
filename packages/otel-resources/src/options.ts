import {
  booleanOption,
  choiceOption,
  choicesOption,
  type InstrumentationConfig,
  numberOption,
  type OptionRule,
} from '@plimsoll/kernel';
import { OTHERS, type Other } from './leave-to.ts';
import { OPTIONAL_SENSOR_NAMES, type OptionalSensorName, type SensorName } from './sensor-names.ts';
import { SENSOR_NAMES } from './sensors.ts';
import { PROFILES, type Profile } from './views/profiles.ts';

/** What a user can choose. */
export interface ResourceOptions extends InstrumentationConfig {
  /** Whether it starts when it is constructed. Default `true`. */
  readonly enabled?: boolean;
  /**
   * How often a sample is taken, in milliseconds from 100 to 60000. Default 1000: counters are then at most a second old
   * when a reader takes them, and an idle process is woken once a second.
   */
  readonly sampleIntervalMillis?: number;
  /**
   * How far back the event loop delay reaches at least, in milliseconds from 1000 to 3600000. Default 60000, the default
   * export interval of OpenTelemetry: no stall falls between two exports. Give yours where it is longer.
   */
  readonly eventLoopDelayWindowMillis?: number;
  /**
   * Whether `system.*`, which is the same for every process of a host, is reported. Default `true`; never by worker
   * threads or the workers of a cluster.
   */
  readonly host?: boolean;
  /** Sensors that are left out, also where `enabledSensors` names them. Default none. */
  readonly disabledSensors?: readonly SensorName[];
  /** Sensors that run beside those that run by default. Default none. */
  readonly enabledSensors?: readonly OptionalSensorName[];
  /**
   * How much is reported: `core` is at most 60 series, `default` at most 150, `full` everything. Readings are complete
   * in each. Default `'full'`.
   */
  readonly profile?: Profile;
  /**
   * Others that report metrics of the same names: those are left to them, and everything else is reported still.
   * Readings are complete. Default none.
   */
  readonly leaveTo?: readonly Other[];
  /** How many peers the sensor `peers` tells by name, from 1 to 100; the rest together as `other`. Default 8. */
  readonly peerLimit?: number;
  /** How many units the sensor `units` tells by name, from 1 to 1000; the rest together as `other`. Default 50. */
  readonly unitLimit?: number;
}

/**
 * The rules of the options.
 * @internal
 */
export const OPTIONS: {
  readonly enabled: OptionRule<boolean>;
  readonly sampleIntervalMillis: OptionRule<number>;
  readonly eventLoopDelayWindowMillis: OptionRule<number>;
  readonly host: OptionRule<boolean>;
  readonly disabledSensors: OptionRule<readonly SensorName[]>;
  readonly enabledSensors: OptionRule<readonly OptionalSensorName[]>;
  readonly profile: OptionRule<Profile>;
  readonly leaveTo: OptionRule<readonly Other[]>;
  readonly peerLimit: OptionRule<number>;
  readonly unitLimit: OptionRule<number>;
} = {
  enabled: booleanOption(true),
  sampleIntervalMillis: numberOption(1000, { min: 100, max: 60_000 }),
  eventLoopDelayWindowMillis: numberOption(60_000, { min: 1000, max: 3_600_000 }),
  host: booleanOption(true),
  disabledSensors: choicesOption([], SENSOR_NAMES),
  enabledSensors: choicesOption([], OPTIONAL_SENSOR_NAMES),
  profile: choiceOption('full', PROFILES),
  leaveTo: choicesOption([], OTHERS),
  peerLimit: numberOption(8, { min: 1, max: 100, integer: true }),
  unitLimit: numberOption(50, { min: 1, max: 1000, integer: true }),
};
