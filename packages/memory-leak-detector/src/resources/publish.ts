import { type ObservableCallback, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  type Emitter,
  type EventSpec,
  type Faults,
  instruments,
  LateMeter,
  type ProducedMetric,
} from '@plimsoll/kernel';
import { EVENTS } from '../events.ts';
import { METRICS } from '../metrics.ts';
import type { LeakState, LeakVerdict } from '../verdict/leak-verdict.ts';
import type { SeriesAttributes } from './match.ts';

/** What is known of one watched series. */
export interface JudgedSeries {
  readonly metric: string;
  readonly attributes: SeriesAttributes;
  readonly verdict: LeakVerdict;
  /** Where it ends, if that is known. */
  readonly limit: number | undefined;
}

const STATES: readonly LeakState[] = ['unknown', 'none', 'suspected', 'confirmed'];

/** Where nothing grows the forecast is its horizon, for a series must not end. */
const HORIZON_SECONDS = 30 * 86_400;

const { resourceLeakStatus, resourceLeakSuspicion, resourceTrendSlope, resourceTimeLeft } = METRICS;

/** Metrics of the series, as an SDK would collect them; times are milliseconds since the epoch. */
export type Produce = (
  series: readonly JudgedSeries[],
  startMillis: number,
  endMillis: number,
) => ProducedMetric[];

export function createProduce(faults: Faults): Produce {
  const meter = new LateMeter(faults);
  const made = instruments(meter, {
    resourceLeakStatus,
    resourceLeakSuspicion,
    resourceTrendSlope,
    resourceTimeLeft,
  });
  let judged: readonly JudgedSeries[] = [];
  const each =
    (
      tell: (
        one: JudgedSeries,
        observe: (value: number | undefined, more?: Readonly<Record<string, string>>) => void,
      ) => void,
    ): ObservableCallback =>
    (result) => {
      for (const one of judged)
        tell(one, (value, more) => {
          if (value !== undefined) result.observe(value, { ...attributesOf(one), ...more });
        });
    };
  made.resourceLeakStatus.addCallback(
    each(({ verdict }, observe) => {
      for (const state of STATES)
        observe(Number(state === verdict.state), { 'plimsoll.resource.leak.state': state });
    }),
  );
  made.resourceLeakSuspicion.addCallback(
    each(({ verdict }, observe) => observe(verdict.suspicion)),
  );
  made.resourceTrendSlope.addCallback(
    each(({ verdict, limit }, observe) => observe(limit && (verdict.growthRate ?? 0) / limit)),
  );
  made.resourceTimeLeft.addCallback(
    each(({ verdict, limit }, observe) =>
      observe(limit && (verdict.timeLeftSeconds ?? HORIZON_SECONDS)),
    ),
  );
  return (series, startMillis, endMillis) => {
    judged = series;
    return meter.observed(startMillis, endMillis);
  };
}

/** Tells a change of state. */
export function announce(
  emitter: Emitter,
  series: JudgedSeries,
  before: LeakState,
  timestampMillis: number,
): void {
  const { verdict } = series;
  const spec = specOf(before, verdict.state);
  if (!spec) return;
  const attributes = attributesOf(series);
  emitter.emit(
    { ...spec, attributes: [...spec.attributes, ...Object.keys(attributes)] },
    {
      ...attributes,
      'plimsoll.resource.leak.suspicion': verdict.suspicion,
      'plimsoll.resource.growth.rate': verdict.growthRate,
      'plimsoll.resource.leak.window': verdict.windowSeconds,
      'plimsoll.resource.leak.sample_count': verdict.sampleCount,
      'plimsoll.resource.exhaustion.time_left': verdict.timeLeftSeconds,
    },
    { timestampMillis, context: ROOT_CONTEXT },
  );
}

function specOf(before: LeakState, state: LeakState): EventSpec | undefined {
  if (state === 'suspected') return EVENTS.resourceLeakSuspected;
  if (state === 'confirmed') return EVENTS.resourceLeakConfirmed;
  return before === 'unknown' ? undefined : EVENTS.resourceLeakResolved;
}

function attributesOf({ metric, attributes }: JudgedSeries) {
  return { 'plimsoll.resource.metric': metric, ...attributes };
}
