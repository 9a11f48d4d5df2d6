import { isAnyArrayBuffer } from 'node:util/types';
import { type AllocationSample, type Frame, isOwn } from './allocation.ts';
import type { OwnSampling } from './heap-sampling.ts';

/** What allocates memory outside of the heap and can be seen doing so. */
const MAKERS = ['alloc', 'allocUnsafe', 'allocUnsafeSlow', 'from', 'concat'] as const;

type Maker = (...args: unknown[]) => Buffer;
type Makers = Record<(typeof MAKERS)[number], Maker>;

const STACK_DEPTH = 24;

/** Beyond so many live samples every second is dropped, and the others stand for twice as much. */
const SAMPLE_LIMIT = 4096;

interface LiveSample extends AllocationSample {
  readonly memory: WeakRef<ArrayBufferLike>;
}

/**
 * Samples one allocation in `sampleBytes` of those that `Buffer` makes, since V8's profiler sees of a buffer the few bytes that are in
 * the heap. An allocation of s bytes is taken with probability 1 - exp(-s / sampleBytes) and stands for s over this, as in V8.
 * What lives is what the last full collection has left: what was allocated after it is not counted, unless there was none.
 */
export function startBufferSampling(
  sampleBytes: number,
  makers: Makers = Buffer as unknown as Makers,
  random: () => number = Math.random,
): OwnSampling {
  let active = true;
  let interval = sampleBytes;
  let order = 0;
  let vouched = 0;
  let live: LiveSample[] = [];
  const distance = (): number => -Math.log(1 - random()) * interval;
  let left = distance();

  const take = (made: Buffer): void => {
    const bytes = made.byteLength / (1 - Math.exp(-made.byteLength / interval));
    live.push({ bytes, order: ++order, stack: callers(), memory: new WeakRef(made.buffer) });
    left = distance();
    if (live.length <= SAMPLE_LIMIT) return;
    live = live.filter(alive);
    if (live.length <= SAMPLE_LIMIT / 2) return;
    live = live
      .filter((_, index) => index % 2 === 0)
      .map((each) => ({ ...each, bytes: 2 * each.bytes }));
    interval *= 2;
  };
  const restore = MAKERS.map((name) => {
    const original = makers[name];
    const observed = new Proxy(original, {
      apply(target, self, args: unknown[]) {
        const made = Reflect.apply(target, self, args) as Buffer;
        if (active && made.byteLength > 0 && !isAnyArrayBuffer(args[0])) {
          left -= made.byteLength;
          if (left <= 0) take(made);
        }
        return made;
      },
    });
    makers[name] = observed;
    return () => {
      // Who has wrapped it meanwhile keeps what he has, which does nothing any more.
      if (makers[name] === observed) makers[name] = original;
    };
  });
  const end = (): void => {
    active = false;
    for (const each of restore) each();
  };
  return {
    collected() {
      vouched = order;
    },
    stop() {
      end();
      return {
        samples: live.filter(
          (each) => each.order <= (vouched || order) && alive(each) && !isOwn(each),
        ),
        profile: undefined,
      };
    },
    [Symbol.dispose]: end,
  };
}

function alive({ memory }: LiveSample): boolean {
  return memory.deref() !== undefined;
}

/**
 * Who called, innermost first, without this file and without what the application makes of its stacks. Nobody where `Error` is
 * frozen, as by `--frozen-intrinsics`, which `Reflect.set` tells and throws nothing.
 */
function callers(): readonly Frame[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const sitesOnly = (_: unknown, sites: NodeJS.CallSite[]): NodeJS.CallSite[] => sites;
  if (!Reflect.set(Error, 'prepareStackTrace', sitesOnly)) return [];
  try {
    Reflect.set(Error, 'stackTraceLimit', STACK_DEPTH);
    const trace: { stack?: NodeJS.CallSite[] } = {};
    Error.captureStackTrace(trace, callers);
    // The two frames above are the sampling itself.
    return (trace.stack ?? []).slice(2).flatMap(frameOf);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

function frameOf(site: NodeJS.CallSite): readonly Frame[] {
  const file = site.getFileName();
  if (!file) return [];
  return [
    {
      functionName: site.getFunctionName() ?? '(anonymous)',
      file,
      line: site.getLineNumber() ?? 1,
      column: site.getColumnNumber() ?? 1,
    },
  ];
}
