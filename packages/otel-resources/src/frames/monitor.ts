import { type MeterProvider, metrics, type ObservableCallback } from '@opentelemetry/api';
import { createFaults } from '@plimsoll/kernel/fault';
import { instruments } from '@plimsoll/kernel/instruments';
import { LateMeter } from '@plimsoll/kernel/late-meter';
import { FRAMES_METRICS as METRICS } from '../metrics/frames.ts';
import { SCOPE } from '../version.ts';
import { type FrameOptions, readFrameOptions } from './options.ts';
import { createPace, type FrameOutcome } from './pace.ts';
import { createRate } from './rate.ts';
import { currentUnit } from './unit.ts';

export type { FrameOptions } from './options.ts';

/** What became of the frames since the monitor was made. */
export interface FrameReadings {
  /** Rendered within their period. */
  readonly presented: number;
  /** Rendered in longer than their period. */
  readonly late: number;
  /** Periods in which no frame began, and frames that never ended. */
  readonly dropped: number;
  /** Of the frame that ended last; absent before the first. */
  readonly durationSeconds?: number;
  /** Frames presented per second, late ones too, over the last second; absent before it is full. */
  readonly ratePerSecond?: number;
}

/** Tells how the frames of one surface keep their pace. After its end it measures nothing and harms nothing. */
export interface FrameMonitor extends Disposable {
  /** Calls `render` as one frame and gives its answer. What it throws goes on, and its frame counts as dropped. */
  frame<T>(render: () => T): T;
  /** The rendering of a frame begins: for frames that end in another turn. */
  begin(): void;
  /** The frame that began last is ready. */
  end(): void;
  /** No frames are wanted until the next begins: for `document.hidden` and loops that stand still. */
  pause(): void;
  /** From memory, also without any SDK. */
  read(): FrameReadings;
}

/** How often it looks for a global SDK while there is none: with a frame, for it has no timer. */
const SEARCH_SECONDS = 1;

const OUTCOMES: readonly FrameOutcome[] = ['presented', 'late', 'dropped'];

/**
 * Watches the frames of a surface or the turns of a paced loop. Nothing that it imports is Node's own, so it runs in
 * browsers. Throws a `TypeError` or a `RangeError` for bad options.
 */
export function createFrameMonitor(options: FrameOptions): FrameMonitor {
  const {
    surface,
    unit = currentUnit(),
    targetHz,
    pauseAfterMillis,
    clock,
    meterProvider,
    signal,
  } = readFrameOptions(options);
  const faults = createFaults(SCOPE.name);
  const meter = new LateMeter(faults);
  const made = instruments(meter, {
    duration: METRICS.frameDuration,
    frames: METRICS.frames,
    rate: METRICS.frameRate,
  });
  const pace = createPace(targetHz, pauseAfterMillis / 1000);
  const rate = createRate();
  const counts: Record<FrameOutcome, number> = { presented: 0, late: 0, dropped: 0 };
  const attributes = {
    'plimsoll.render.surface.name': surface,
    ...(unit !== undefined && { 'plimsoll.unit': unit }),
  };
  const attributesOf = Object.fromEntries(
    OUTCOMES.map((outcome) => [
      outcome,
      { 'plimsoll.render.frame.outcome': outcome, ...attributes },
    ]),
  );
  let durationSeconds: number | undefined;
  let ended = false;

  const bind = (provider: MeterProvider): void => {
    faults.guard('no meter', () => meter.bind(provider.getMeter(SCOPE.name, SCOPE.version)));
  };
  let nextSearch = Number.NEGATIVE_INFINITY;
  const search = (now: number): void => {
    if (meter.bound || now < nextSearch) return;
    nextSearch = now + SEARCH_SECONDS;
    bind(meterProvider ?? metrics.getMeterProvider());
  };
  const count = (outcome: FrameOutcome, number: number): void => {
    counts[outcome] += number;
    made.frames.add(number, attributesOf[outcome]);
  };

  const begin = (): void => {
    if (ended) return;
    const now = clock.now();
    search(now);
    const dropped = pace.begin(now);
    if (dropped > 0) count('dropped', dropped);
  };
  const end = (): void => {
    if (ended) return;
    const now = clock.now();
    const frame = pace.end(now);
    if (!frame) return;
    durationSeconds = frame.durationSeconds;
    count(frame.outcome, 1);
    made.duration.record(frame.durationSeconds, attributes);
    rate.push(now);
  };

  const observe: ObservableCallback = (result) => {
    const perSecond = rate.read(clock.now());
    if (perSecond !== undefined) result.observe(perSecond, attributes);
  };
  const stop = (): void => {
    ended = true;
    made.rate.removeCallback(observe);
    signal?.removeEventListener('abort', stop);
  };
  made.rate.addCallback(observe);
  search(clock.now());
  // A counter that begins at its first rise hides that rise.
  for (const outcome of OUTCOMES) count(outcome, 0);
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop);

  return {
    frame(render) {
      begin();
      const answer = render();
      end();
      return answer;
    },
    begin,
    end,
    pause: () => pace.pause(),
    read() {
      const ratePerSecond = rate.read(clock.now());
      return {
        ...counts,
        ...(durationSeconds !== undefined && { durationSeconds }),
        ...(ratePerSecond !== undefined && { ratePerSecond }),
      };
    },
    [Symbol.dispose]: stop,
  };
}
