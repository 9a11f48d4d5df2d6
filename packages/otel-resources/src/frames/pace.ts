/** What became of a frame. */
export type FrameOutcome = 'presented' | 'late' | 'dropped';

/** A frame that has ended. */
interface Frame {
  readonly outcome: 'presented' | 'late';
  readonly durationSeconds: number;
}

/** A fold over the times at which frames begin and end, in monotonic seconds. */
export interface Pace {
  /** A frame begins; how many were dropped since the last one began. */
  begin(now: number): number;
  /** The frame ends; `undefined` where none had begun, or where it took a pause. */
  end(now: number): Frame | undefined;
  /** What was begun is forgotten, and the time until the next frame begins is nobody's. */
  pause(): void;
}

/**
 * With the period T = 1 / `targetHz`, a frame that begins at b and ends at e, and the one before it that began at a:
 *
 *     gap     = b - a,  duration = e - b
 *     late    when duration > T, else presented
 *     dropped = max(0, round(gap / T) - 1), and one more for a frame that never ended
 *
 * so that a stall of three periods in one frame is one late and two dropped frames, and, for frames that begin on the
 * beats of a display, all outcomes together are the beats. Rounding takes a beat for missed when half of it
 * has passed without a frame: less jitter than that drops nothing.
 * A gap or a duration over `pauseSeconds` is no stall but a pause: a suspended machine, a hidden tab, a debugger.
 */
export function createPace(targetHz: number, pauseSeconds: number): Pace {
  let began: number | undefined;
  let running = false;
  const since = (now: number): number => {
    const passed = now - (began ?? now);
    return passed > 0 ? passed : 0;
  };
  return {
    begin(now) {
      const gap = since(now);
      const abandoned = running ? 1 : 0;
      began = now;
      running = true;
      if (gap > pauseSeconds) return 0;
      return Math.max(0, Math.round(gap * targetHz) - 1) + abandoned;
    },
    end(now) {
      if (!running) return undefined;
      running = false;
      const durationSeconds = since(now);
      if (durationSeconds > pauseSeconds) return undefined;
      return { outcome: durationSeconds * targetHz > 1 ? 'late' : 'presented', durationSeconds };
    },
    pause() {
      began = undefined;
      running = false;
    },
  };
}
