import type { Attributes, Meter, MeterProvider, MetricOptions } from '@opentelemetry/api';

/** How many measurements are remembered; an application that makes more has its SDK told of none of them. */
const LIMIT = 10_000;

const MEASURES = {
  createCounter: 'add',
  createUpDownCounter: 'add',
  createHistogram: 'record',
  createGauge: 'record',
} as const;

type Create = keyof typeof MEASURES;
type Measure = (value: number, attributes?: Attributes, ...rest: unknown[]) => void;
type Maker = (name: string, options?: MetricOptions) => object;

/** A provider that may yet be replaced. */
export interface ProvisionalMeterProvider extends MeterProvider {
  /** Measures again in `provider` what was measured since the start; `false` where it is not known any more. */
  replay(provider: MeterProvider): boolean;
  /** Remembers nothing from now on. */
  settle(): void;
}

/**
 * Passes on to `inner`, and remembers what is measured for as long as the application's own SDK may come: its
 * counts then begin with the process, not with the SDK. Observable instruments need no memory.
 */
export function provisional(inner: MeterProvider): ProvisionalMeterProvider {
  let memory: ((provider: MeterProvider) => void)[] | undefined = [];

  const remembering = (
    scope: Parameters<MeterProvider['getMeter']>,
    create: Create,
    args: [string, MetricOptions?],
  ): object => {
    const measured = MEASURES[create];
    const instrument = (inner.getMeter(...scope)[create] as Maker)(...args);
    const measure = (Reflect.get(instrument, measured) as Measure).bind(instrument);
    const measureAndRemember: Measure = (value, attributes, ...rest) => {
      measure(value, attributes, ...rest);
      if (!memory) return;
      if (memory.length >= LIMIT) memory = undefined;
      else
        memory.push((provider) => {
          const again = (provider.getMeter(...scope)[create] as Maker)(...args);
          (Reflect.get(again, measured) as Measure).call(again, value, attributes);
        });
    };
    return { [measured]: measureAndRemember };
  };

  return {
    getMeter(...scope) {
      const meter = inner.getMeter(...scope);
      return new Proxy(meter, {
        get(target, key) {
          const member: unknown = Reflect.get(target, key);
          if (typeof key === 'string' && Object.hasOwn(MEASURES, key))
            return (...args: [string, MetricOptions?]) => remembering(scope, key as Create, args);
          return typeof member === 'function' ? member.bind(target) : member;
        },
      }) as Meter;
    },
    replay(provider) {
      const known = memory;
      memory = undefined;
      for (const again of known ?? []) again(provider);
      return known !== undefined;
    },
    settle() {
      memory = undefined;
    },
  };
}
