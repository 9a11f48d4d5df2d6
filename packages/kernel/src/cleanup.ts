/** Clean-ups that run once, last first; one that throws does not keep the others from running. */
export interface Cleanup extends Disposable {
  defer(action: () => void): void;
  use<T extends Disposable>(resource: T): T;
}

/** What is thrown by clean-ups is thrown together at the end as one `AggregateError`. */
export function createCleanup(): Cleanup {
  let actions: (() => void)[] = [];
  return {
    defer(action) {
      actions.push(action);
    },
    use(resource) {
      actions.push(() => resource[Symbol.dispose]());
      return resource;
    },
    [Symbol.dispose]() {
      const now = actions.reverse();
      actions = [];
      const errors: unknown[] = [];
      for (const action of now) {
        try {
          action();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw new AggregateError(errors, 'clean-up failed');
    },
  };
}

/** Runs `start`, which defers what undoes it. Where it throws, what it began is undone before the error goes on. */
export function begin(start: (cleanup: Cleanup) => void): Disposable {
  const cleanup = createCleanup();
  try {
    start(cleanup);
  } catch (error) {
    try {
      cleanup[Symbol.dispose]();
    } catch (failed) {
      throw new AggregateError([error, failed], 'start failed, and so did its clean-up');
    }
    throw error;
  }
  return cleanup;
}
