import { createRequire } from 'node:module';
import { GenericPoolInstrumentation } from '@opentelemetry/instrumentation-generic-pool';
import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { acquireAndRelease, type OpenLender, type PoolSetup, subjectsOf } from '../pools.ts';
import type { Subject } from '../subject.ts';

const load = createRequire(import.meta.url);

const open: OpenLender = async () => {
  const { createPool } = load('generic-pool') as typeof import('generic-pool');
  const pool = createPool(
    { create: async () => ({}), destroy: async () => {} },
    { min: 1, max: 10 },
  );
  await pool.ready();
  return {
    async borrow(times) {
      for (let left = times; left > 0; left--) {
        const resource = await pool.acquire();
        void pool.release(resource);
      }
    },
    async end() {
      await pool.drain();
      await pool.clear();
    },
  };
};

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
      if (spans === 0) throw new Error('no spans were made');
    },
  };
}

export const subjects: Readonly<Record<string, Subject>> = {
  ...subjectsOf('generic-pool', open),
  'pool.generic-pool.otel': acquireAndRelease(open, otel),
};
