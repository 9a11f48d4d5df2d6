import { diag } from '@opentelemetry/api';

/** More causes than this are a fault of ours: the rest is silent. */
const CAUSE_LIMIT = 256;

/** Who takes the diagnostics of every copy of this code instead of `diag`: `plimsoll/register`, with `(level, message)`. */
const SINK = Symbol.for('plimsoll.diagnostics');

/** The one way in which a part reports that something went wrong after start. */
export interface Faults {
  /** Warns through `diag`, once for each cause; `cause` names the part and what failed. */
  report(cause: string, error?: unknown): void;
  /** Says at debug level, once, that something is not to be had here. */
  absent(cause: string): void;
  /** Runs `action`; what it throws is reported under `cause`, and the answer is `undefined`. */
  guard<T>(cause: string, action: () => T): T | undefined;
}

/** Faults of one package; `scope` is its name. */
export function createFaults(scope: string): Faults {
  const seen = new Set<string>();
  const first = (cause: string): boolean => {
    if (seen.has(cause) || seen.size >= CAUSE_LIMIT) return false;
    seen.add(cause);
    return true;
  };
  const say = (level: 'warn' | 'debug', cause: string, error?: unknown): void => {
    if (!first(cause)) return;
    try {
      const message = `${scope}: ${cause}${error === undefined ? '' : `: ${messageOf(error)}`}`;
      const sink: unknown = Reflect.get(globalThis, SINK);
      if (typeof sink === 'function') sink(level, message);
      else diag[level](message);
    } catch {
      // What was thrown has no words, or the application's own logger failed: there is nobody left to tell.
    }
  };
  const report = (cause: string, error?: unknown): void => say('warn', cause, error);
  return {
    report,
    absent(cause) {
      say('debug', cause);
    },
    guard(cause, action) {
      try {
        return action();
      } catch (error) {
        report(cause, error);
        return undefined;
      }
    },
  };
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
