import { type ObservableResult, ROOT_CONTEXT } from '@opentelemetry/api';
import { begin, type InstrumentationContext, instruments } from '@plimsoll/kernel';
import { EVENTS } from '../events.ts';
import { METRICS } from '../metrics.ts';
import type { LeakFold } from '../verdict/leak-verdict.ts';
import { type CacheReading, type TrackedCache, trackedCaches } from './track-cache.ts';

/** Reports the tracked caches until it is disposed. */
export interface CacheWatch extends Disposable {
  /** Looks at them; `roomBytes` is what the heap has left, as far as it is known. */
  tick(roomBytes: number): void;
}

/** A cache that was asked this often, for this long, and never had an answer is useless. */
const LOOK_UPS = 1000;
const LOOK_UP_SECONDS = 600;

/** A smaller cache has no verdict, which takes some 20 kB itself: its growth matters only once it is several times this. */
const JUDGED_BYTES = 2 ** 20;

interface Watched {
  readonly cache: TrackedCache;
  readonly since: number;
  fold: LeakFold | undefined;
  reading: CacheReading;
  growing: boolean;
  unused: boolean;
}

const { cacheRequests, cacheEntries, cacheEntryLimit, cacheUsage, cacheLimit, cacheEvictions } =
  METRICS;

export function watchCaches(
  { meter, emitter, faults, clock }: InstrumentationContext,
  createFold: () => LeakFold,
): CacheWatch {
  const made = instruments(meter, {
    cacheRequests,
    cacheEntries,
    cacheEntryLimit,
    cacheUsage,
    cacheLimit,
    cacheEvictions,
  });
  const watched = new Map<string, Watched>();

  const emit = (
    spec: typeof EVENTS.cacheGrowing | typeof EVENTS.cacheUnused,
    { cache, reading }: Watched,
    rate?: number,
  ): void =>
    emitter.emit(
      spec,
      {
        'plimsoll.cache.name': cache.name,
        'plimsoll.cache.entry.count': reading.entries,
        'plimsoll.cache.usage': reading.bytes,
        'plimsoll.cache.misses': reading.misses,
        'plimsoll.memory.growth.rate': rate,
      },
      { timestampMillis: clock.epochMillis(), context: ROOT_CONTEXT },
    );

  const judge = (each: Watched, roomBytes: number): void => {
    const { reading, since } = each;
    const { bytes = Number.NaN, entryLimit, byteLimit, hits, misses = 0 } = reading;
    const time = clock.now();
    const bounded = entryLimit !== undefined || byteLimit !== undefined;
    if (!bounded && bytes >= JUDGED_BYTES) each.fold ??= createFold();
    if (each.fold && !bounded && Number.isFinite(bytes + roomBytes)) {
      const limit = bytes + Math.max(0, roomBytes);
      const { state, growthRate } = each.fold.push({ time, value: bytes, limit, held: bytes });
      if (state === 'confirmed' && !each.growing) emit(EVENTS.cacheGrowing, each, growthRate);
      each.growing = state === 'confirmed';
    }
    const unused = hits === 0 && misses >= LOOK_UPS && time - since >= LOOK_UP_SECONDS;
    if (unused && !each.unused) emit(EVENTS.cacheUnused, each);
    each.unused = unused;
  };

  const look = (cache: TrackedCache, roomBytes: number): void => {
    const known = watched.get(cache.name);
    const reading = cache.read();
    const each: Watched =
      known?.cache === cache
        ? known
        : { cache, since: clock.now(), fold: undefined, reading, growing: false, unused: false };
    each.reading = reading;
    watched.set(cache.name, each);
    judge(each, roomBytes);
  };

  const report =
    (
      observe: (
        reading: CacheReading,
        tell: (value: number | undefined, more?: object) => void,
      ) => void,
    ) =>
    (result: ObservableResult): void => {
      for (const [name, { reading }] of watched)
        observe(reading, (value, more) => {
          if (value !== undefined) result.observe(value, { 'plimsoll.cache.name': name, ...more });
        });
    };
  const callbacks = [
    [made.cacheEntries, report(({ entries }, tell) => tell(entries))],
    [made.cacheEntryLimit, report(({ entryLimit }, tell) => tell(entryLimit))],
    [made.cacheUsage, report(({ bytes }, tell) => tell(bytes))],
    [made.cacheLimit, report(({ byteLimit }, tell) => tell(byteLimit))],
    [
      made.cacheRequests,
      report(({ hits, misses }, tell) => {
        tell(hits, { 'plimsoll.cache.request.outcome': 'hit' });
        tell(misses, { 'plimsoll.cache.request.outcome': 'miss' });
      }),
    ],
    [
      made.cacheEvictions,
      report(({ evictions }, tell) => {
        for (const [reason, count] of Object.entries(evictions))
          tell(count, { 'plimsoll.cache.eviction.reason': reason });
      }),
    ],
  ] as const;
  const reporting = begin((cleanup) => {
    for (const [instrument, callback] of callbacks) {
      instrument.addCallback(callback);
      cleanup.defer(() => instrument.removeCallback(callback));
    }
  });
  return {
    tick(roomBytes) {
      const caches = trackedCaches();
      for (const [name, { cache }] of watched) if (caches.get(name) !== cache) watched.delete(name);
      for (const cache of caches.values())
        faults.guard(`the cache ${cache.name} could not be read`, () => look(cache, roomBytes));
    },
    [Symbol.dispose]: () => reporting[Symbol.dispose](),
  };
}
