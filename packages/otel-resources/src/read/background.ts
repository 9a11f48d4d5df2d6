/** Something slow, asked for in the background: at most one question is open. */
export interface Background<T> {
  /**
   * The answer that has come since the last call, if one has. Asks anew where that is due. Throws while the last
   * question failed or has no answer after the deadline; `now` is monotonic seconds.
   */
  take(now: number): { readonly answer: T } | undefined;
}

export interface BackgroundOptions<T> {
  readonly everySeconds: number;
  readonly deadlineSeconds: number;
  ask(): Promise<T>;
  /** Called when a question is given up. */
  abandon(): void;
}

/** A question that goes on failing is asked at least so often, as a multiple of its usual interval. */
const LONGEST_BACK_OFF = 16;

/** After each failure in a row the wait doubles. */
export function background<T>(options: BackgroundOptions<T>): Background<T> {
  const { everySeconds, deadlineSeconds } = options;
  let due = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let error: unknown;
  let fresh: { readonly answer: T } | undefined;
  let open: { readonly askedAt: number } | undefined;

  const failed = (why: unknown): void => {
    open = undefined;
    error = why;
    failures++;
  };
  const ask = (now: number): void => {
    const own = { askedAt: now };
    open = own;
    // An answer to a question that was given up counts no more.
    const ifOpen = (action: () => void): void => {
      if (open === own) action();
    };
    options.ask().then(
      (answer) =>
        ifOpen(() => {
          open = undefined;
          error = undefined;
          failures = 0;
          fresh = { answer };
        }),
      (why: unknown) => ifOpen(() => failed(why)),
    );
  };

  return {
    take(now) {
      if (open && now - open.askedAt > deadlineSeconds) {
        failed(new Error(`no answer after ${deadlineSeconds} s`));
        options.abandon();
      }
      if (!open && now >= due) {
        due = now + everySeconds * Math.min(LONGEST_BACK_OFF, 2 ** failures);
        ask(now);
      }
      const answered = fresh;
      fresh = undefined;
      if (answered) return answered;
      if (error !== undefined) throw error;
      return undefined;
    },
  };
}
