import { createRequire } from 'node:module';
import { GenericPoolInstrumentation } from '@opentelemetry/instrumentation-generic-pool';
import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { cpuPerOperation } from '../measure.ts';
import {
  bare,
  counted,
  observedByApi,
  observedByReader,
  observedWithoutSites,
  type PoolSetup,
  type Setup,
} from '../pools.ts';
import type { Subject } from '../subject.ts';

/** After the instrumentations, which hook what is loaded. */
const load = createRequire(import.meta.url);

const LOOP = { operations: 20_000, cpuMillis: 1200 };

function acquireAndRelease(setup: Setup): Subject {
  return async () => {
    const { check } = setup();
    const { createPool } = load('generic-pool') as typeof import('generic-pool');
    const pool = createPool(
      { create: async () => ({}), destroy: async () => {} },
      { min: 1, max: 10 },
    );
    await pool.ready();
    const value = await cpuPerOperation(async (operations) => {
      for (let left = operations; left > 0; left--) {
        const resource = await pool.acquire();
        void pool.release(resource);
      }
    }, LOOP);
    await check();
    await pool.drain();
    await pool.clear();
    return { value };
  };
}

/** It makes spans and no metrics, so it is measured with an SDK that takes spans and drops them. */
function otel(): PoolSetup {
  let spans = 0;
  const counter: SpanProcessor = {
    onStart: () => {},
    onEnd: () => {
      spans += 1;
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const instrumentation = new GenericPoolInstrumentation();
  instrumentation.setTracerProvider(new TracerProvider({ spanProcessors: [counter] }));
  return {
    check: async () => {
      if (spans < LOOP.operations) throw new Error(`only ${spans} spans were made`);
    },
  };
}

export const subjects: Readonly<Record<string, Subject>> = {
  'pool.generic-pool.bare': acquireAndRelease(bare),
  'pool.generic-pool.counts': acquireAndRelease(counted),
  'pool.generic-pool.siteless': acquireAndRelease(observedWithoutSites),
  'pool.generic-pool.all': acquireAndRelease(observedByReader),
  'pool.generic-pool.all.api': acquireAndRelease(observedByApi),
  'pool.generic-pool.otel': acquireAndRelease(otel),
};
