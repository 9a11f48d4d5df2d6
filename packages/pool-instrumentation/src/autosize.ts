import {
  type InstrumentationContext,
  numberOption,
  objectOption,
  readOptions,
} from '@plimsoll/kernel';
import { adapterOf } from './adapter-of.ts';
import { EVENTS } from './metrics.ts';
import { currentHub } from './registry.ts';
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
  readonly pressure?: { readonly overall: { readonly level: string } };
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
 * Gives an observed pool the fewest connections that keep its `waitTargetMillis` for 95 of 100 requests, within the limits that
 * are given, and tells each change with the event `plimsoll.pool.resized`. Connections that are lent are never taken away.
 * Disposing gives the pool the limit that it had.
 * Throws a `TypeError` for a pool that is not observed or cannot be resized while it runs (use `createGate` there), and a
 * `TypeError` or `RangeError` for a wrong option.
 */
export function autosize(pool: object, options?: AutosizeOptions): Disposable {
  const given = readOptions(RULES, options, 'autosize');
  const hub = currentHub();
  const observed = hub?.find(pool);
  if (!hub || !observed)
    throw new TypeError('Expected `pool` to be observed: see observePool and PoolInstrumentation');
  const adapter = adapterOf(pool);
  const before = adapter.stats(pool).limit;
  if (!adapter.resize || before === undefined)
    throw new TypeError(
      `Expected \`pool\` to be resizable while it runs, got a pool of ${observed.identity.client}`,
    );
  const floor = given.minSize;
  const ceiling = Math.floor(
    Math.min(given.maxSize ?? before, ...ceilingsOf(given.memory, given.server)),
  );
  if (ceiling < floor)
    throw new RangeError(`Expected \`minSize\` to be at most ${ceiling}, got \`${floor}\``);
  const { coolDownMillis, pressure } = given;
  const controller = createSizeController({
    floor,
    ceiling,
    coolDownSeconds: coolDownMillis / 1000,
  });
  const ref = new WeakRef(pool);
  let seen = observed.adviser.last;
  let size = Math.min(ceiling, Math.max(floor, before));
  adapter.resize(pool, size);

  const look = ({ clock, emitter }: InstrumentationContext): void => {
    const target = ref.deref();
    const standing = target && hub.find(target);
    if (!standing) return;
    standing.adviser.standsSeconds = ADVICE_SECONDS;
    const advice = standing.adviser.last;
    if (advice && advice !== seen) {
      seen = advice;
      const mayGrow = !pressure || pressure.overall.level === 'nominal';
      const next = controller.push({ atSeconds: clock.now(), size, advice, mayGrow });
      if (next !== size)
        emitter.emit(EVENTS.resized, {
          'db.client.connection.pool.name': standing.series.name,
          'plimsoll.pool.size.current': next,
          'plimsoll.pool.size.previous': size,
          'plimsoll.pool.size.load': advice.load,
        });
      size = next;
    }
    adapter.resize?.(target, size);
  };
  const looking = hub.every(LOOK_SECONDS, `${observed.series.name}: resizing failed`, look);
  return {
    [Symbol.dispose]() {
      looking[Symbol.dispose]();
      const target = ref.deref();
      if (target) adapter.resize?.(target, before);
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
