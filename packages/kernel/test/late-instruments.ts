import type { Meter } from '@opentelemetry/api';
import {
  type InstrumentByKind,
  type Instruments,
  instruments,
  LateMeter,
  type MetricSpec,
} from '../src/index.ts';
import { recordedFaults } from './recorded.ts';

type Kind = keyof InstrumentByKind;
type Thing<K extends Kind> = MetricSpec & { readonly instrument: K };

export function thing<K extends Kind>(name: string, instrument: K): Thing<K> {
  return {
    name,
    instrument,
    unit: '{thing}',
    valueType: 'int',
    description: `Things ${name}.`,
    stability: 'development',
  };
}

/** One of each kind. */
export const SPECS: {
  readonly opened: Thing<'counter'>;
  readonly level: Thing<'gauge'>;
  readonly held: Thing<'upDownCounter'>;
  readonly wait: Thing<'histogram'>;
  readonly open: Thing<'observableUpDownCounter'>;
  readonly closed: Thing<'observableCounter'>;
  readonly share: Thing<'observableGauge'>;
} = {
  opened: thing('opened', 'counter'),
  level: thing('level', 'gauge'),
  held: thing('held', 'upDownCounter'),
  wait: { ...thing('wait', 'histogram'), unit: 's', valueType: 'double', buckets: [1, 5] },
  open: thing('open', 'observableUpDownCounter'),
  closed: thing('closed', 'observableCounter'),
  share: { ...thing('share', 'observableGauge'), unit: '1', valueType: 'double' },
};

interface Late extends Instruments<typeof SPECS> {
  readonly late: LateMeter;
  /** The faults so far. */
  readonly said: string[];
}

/** The instruments of a late meter. */
export function fixture(meter?: Meter): Late {
  const { faults, said } = recordedFaults();
  const late = new LateMeter(faults, meter);
  return { late, said, ...instruments(late, SPECS) };
}
