/**
 * Preloaded into the processes of a suite. As soon as the suite has loaded a class of `PLIMSOLL_SUITE`, it stands in the cache
 * under the name that users load it by too, and the instrumentation is made: it finds it there, as it finds every class that
 * was loaded before. The end of each process tells how many names the observed pools had.
 */
import { appendFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { PoolInstrumentation, readPools } from '@plimsoll/pool-instrumentation';

/** How often all metrics are read while the tests run. */
const READ_MILLIS = 100;

const { classes, folder, report } = JSON.parse(process.env.PLIMSOLL_SUITE);
const files = new Map(Object.entries(classes).map(([name, file]) => [join(folder, file), name]));
const { cache } = Module.createRequire(import.meta.url);

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

const reader = new Reader();
const provider = new MeterProvider({ readers: [reader] });
const instrumentations = new Map();

function look() {
  for (const [file, name] of files) {
    const module = cache[file];
    if (!module?.loaded) continue;
    files.delete(file);
    const alias = join(folder, 'node_modules', `${name}.js`);
    cache[alias] = module;
    const instrumentation = new PoolInstrumentation();
    delete cache[alias];
    instrumentation.setMeterProvider(provider);
    instrumentations.set(name, instrumentation);
  }
  if (files.size === 0) Module._load = load;
}

const load = Module._load;
Module._load = function (...args) {
  const exports = Reflect.apply(load, this, args);
  look();
  return exports;
};

setInterval(() => reader.collect(), READ_MILLIS).unref();
process.on('exit', () => {
  if (instrumentations.size > 0) appendFileSync(report, `${readPools().length}\n`);
});
