import {
  type InstrumentationContext,
  numberOption,
  objectOption,
  readOptions,
} from '@plimsoll/kernel';
import { adapterOf } from './adapter-of.ts';
import { findObserved } from './find-observed.ts';
import { EVENTS } from './metrics.ts';
import { hasRoom, type PressureLevel } from './pressure-level.ts';
import { createSizeController } from './sizing/controller.ts';

export interface AutosizeOptions {
  /** The fewest connections, 1 to 1024; 1 by default. */
  readonly minSize?: number;
  /** The most connections, 1 to 1024; the limit that the pool has by default. */
  readonly maxSize?: number;
  /** How long a size stays at least, 1 s to one hour; one minute by default. */
  readonly coolDownMillis?: number;
  /** What the connections may take: never more than `budgetBytes / bytesPerConnection` of them. */
  readonly memory?: { readonly bytesPerConnection: number; readonly budgetBytes: number };
  /**
   * What the server allows: never more than `maxConnections / clients` of them, `clients` being the processes that share it,
   * 1 by default.
   */
  readonly server?: { readonly maxConnections: number; readonly clients?: number };
  /** No connection is added while its `overall.level` is not `nominal`. */
  readonly pressure?: PressureLevel;
}

const SIZE = { min: 1, max: 1024, integer: true };
const COUNT = { min: 1, max: Number.MAX_SAFE_INTEGER };

const RULES = {
  minSize: numberOption(1, SIZE),
  maxSize: numberOption(undefined, SIZE),
  coolDownMillis: numberOption(60_000, { min: 1000, max: 3_600_000 }),
  memory: objectOption<AutosizeOptions['memory']>(undefined),
  server: objectOption<AutosizeOptions['server']>(undefined),
  pressure: objectOption<AutosizeOptions['pressure']>(undefined),
};
const MEMORY_RULES = {
  bytesPerConnection: numberOption(undefined, COUNT),
  budgetBytes: numberOption(undefined, COUNT),
};
const SERVER_RULES = {
  maxConnections: numberOption(undefined, COUNT),
  clients: numberOption(1, COUNT),
};

/** How often an advice is worked out for a pool that follows it. */
const ADVICE_SECONDS = 10;

/** How often it is looked whether there is one, and idle connections beyond the size are closed. */
const LOOK_SECONDS = 1;

/**
 * Gives an observed pool, or the one that `pool` stands for as a knex does, the fewest connections that keep its
 * `waitTargetMillis` for 95 of 100 requests, within the limits that are given and never fewer than it keeps idle. Each change
 * is told with the event `plimsoll.pool.resized`. What is lent is never taken away: beyond the size it is closed when it comes
 * back. Disposing gives the pool the limit that it had.
 * Throws a `TypeError` for a pool that is not observed, is sized already, or cannot be resized while it runs (use
 * `createGate` there), and a `TypeError` or `RangeError` for a wrong option.
 */
export function autosize(pool: object, options?: AutosizeOptions): Disposable {
  const given = readOptions(RULES, options, 'autosize');
  const { hub, pool: found, observed } = findObserved(pool);
  if (observed.countsOnly)
    throw new TypeError(
      "Expected `pool` to be measured, got one observed with `measure: 'counts'`",
    );
  const adapter = adapterOf(found);
  const { limit: before, idleMin = 0 } = adapter.stats(found);
  const { resize } = adapter;
  if (!resize || before === undefined)
    throw new TypeError(
      `Expected \`pool\` to be resizable while it runs, got a pool of ${observed.identity.client}: see createGate`,
    );
  if (hub.sized.has(found)) throw new TypeError('Expected `pool` to be sized by nobody yet');
  const ceiling = Math.floor(
    Math.min(given.maxSize ?? before, ...ceilingsOf(given.memory, given.server)),
  );
  if (ceiling < given.minSize)
    throw new RangeError(`Expected \`minSize\` to be at most ${ceiling}, got \`${given.minSize}\``);
  if (ceiling < idleMin)
    throw new RangeError(
      `Expected the limits to let the pool keep its ${idleMin} idle connections, got a limit of ${ceiling}`,
    );
  const floor = Math.max(given.minSize, idleMin);
  const { coolDownMillis, pressure } = given;
  const controller = createSizeController({
    floor,
    ceiling,
    coolDownSeconds: coolDownMillis / 1000,
  });
  const ref = new WeakRef(found);
  const failed = `${observed.series.name}: resizing failed`;
  let seen = observed.adviser.last;
  let size = Math.min(ceiling, Math.max(floor, before));

  const setTo = (limit: number): unknown => {
    const target = ref.deref();
    return target && !adapter.stats(target).ended ? resize(target, limit) : undefined;
  };
  const look = ({ clock, emitter }: InstrumentationContext): unknown => {
    const target = ref.deref();
    if (!target) return looking[Symbol.dispose]();
    const standing = hub.find(target);
    if (!standing) return undefined;
    standing.adviser.standsSeconds = ADVICE_SECONDS;
    const advice = standing.adviser.last;
    if (advice && advice !== seen) {
      seen = advice;
      const { used } = adapter.stats(target);
      const mayGrow = hasRoom(pressure);
      const next = controller.push({ atSeconds: clock.now(), size, used, advice, mayGrow });
      if (next !== size)
        emitter.emit(EVENTS.resized, {
          'db.client.connection.pool.name': standing.series.name,
          'plimsoll.pool.size.current': next,
          'plimsoll.pool.size.previous': size,
          'plimsoll.pool.size.load': advice.load,
        });
      size = next;
    }
    return setTo(size);
  };
  hub.sized.add(found);
  hub.attempt(failed, () => setTo(size));
  const looking = hub.every(LOOK_SECONDS, failed, look);
  return {
    [Symbol.dispose]() {
      looking[Symbol.dispose]();
      const target = ref.deref();
      if (!target || !hub.sized.delete(target)) return;
      hub.attempt(failed, () => setTo(before));
    },
  };
}

function ceilingsOf(
  memory: AutosizeOptions['memory'],
  server: AutosizeOptions['server'],
): number[] {
  const { bytesPerConnection = 1, budgetBytes = Number.POSITIVE_INFINITY } = memory
    ? readOptions(MEMORY_RULES, memory, 'autosize.memory')
    : {};
  const { maxConnections = Number.POSITIVE_INFINITY, clients = 1 } = server
    ? readOptions(SERVER_RULES, server, 'autosize.server')
    : {};
  return [budgetBytes / bytesPerConnection, maxConnections / clients];
}
