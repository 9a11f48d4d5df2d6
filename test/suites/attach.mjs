/**
 * Preloaded into the processes of a suite. As soon as the suite has loaded a class of `PLIMSOLL_SUITE`, it stands in the cache
 * under the name that users load it by too, and the instrumentation is made: it finds it there, as it finds every class that
 * was loaded before. A class of what only `observePool` takes gives each of its instances to it. The end of each process
 * tells how many pools were observed.
 */
import { appendFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { observePool, PoolInstrumentation, readPools } from '@plimsoll/pool-instrumentation';

/** How often all metrics are read while the tests run, and the most of their time that this takes where there are thousands of pools. */
const READ_MILLIS = 100;
const READ_SHARE = 0.05;

/** As they are before a test puts its own in their place. */
const { performance, setTimeout } = globalThis;

const { classes, given, folder, report } = JSON.parse(process.env.PLIMSOLL_SUITE);
const files = new Map(Object.entries(classes).map(([name, file]) => [join(folder, file), name]));
const givenFiles = new Set(given.map((file) => join(folder, file)));
const { cache } = Module.createRequire(import.meta.url);

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

const reader = new Reader();
const provider = new MeterProvider({ readers: [reader] });
const instrumentations = new Map();
const observers = new Map();
let observations = 0;

function startInstrumentation() {
  const instrumentation = new PoolInstrumentation();
  instrumentation.setMeterProvider(provider);
  return instrumentation;
}

function look() {
  for (const [file, name] of files) {
    const module = cache[file];
    if (!module?.loaded) continue;
    files.delete(file);
    const alias = join(folder, 'node_modules', `${name}.js`);
    cache[alias] = module;
    instrumentations.set(name, startInstrumentation());
    delete cache[alias];
  }
  for (const file of givenFiles) {
    const module = cache[file];
    if (!module?.loaded) continue;
    givenFiles.delete(file);
    if (!instrumentations.has('given')) instrumentations.set('given', startInstrumentation());
    const observer = observing(module.exports);
    observers.set(module.exports, observer);
    module.exports = observer;
  }
  if (files.size + givenFiles.size === 0) Module._load = load;
}

function observing(Class) {
  return new Proxy(Class, {
    construct(...args) {
      const instance = Reflect.construct(...args);
      observePool(instance);
      observations += 1;
      return instance;
    },
  });
}

const load = Module._load;
Module._load = function (...args) {
  const exports = Reflect.apply(load, this, args);
  look();
  return observers.get(exports) ?? exports;
};

async function read() {
  const begun = performance.now();
  await reader.collect();
  const took = performance.now() - begun;
  setTimeout(read, Math.max(READ_MILLIS, took / READ_SHARE)).unref();
}

void read();
process.on('exit', () => {
  if (instrumentations.size > 0) appendFileSync(report, `${readPools().length + observations}\n`);
});
