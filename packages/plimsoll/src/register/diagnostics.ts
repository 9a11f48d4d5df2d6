import { OPENTELEMETRY_API } from './api.ts';

/** Where the kernel of each of our packages looks for someone who takes its diagnostics. */
const SINK = Symbol.for('plimsoll.diagnostics');

type Level = 'warn' | 'debug';

/** The levels of `OTEL_LOG_LEVEL`, and of `log_level` in a configuration file, at which a level is printed. */
const PRINTED_AT: Record<Level, readonly string[]> = {
  warn: ['', 'warn', 'info', 'debug', 'trace', 'verbose', 'all'],
  debug: ['debug', 'trace', 'verbose', 'all'],
};

/**
 * Takes the diagnostics of all our packages: they go to the application's `diag` logger if it has set one, and
 * to stderr otherwise. `diag` itself is left to the application.
 */
export function takeDiagnostics(
  logLevel: string | undefined,
  print: (line: string) => void,
): Disposable {
  const level = (logLevel ?? '').trim().toLowerCase();
  const sink = (severity: Level, message: string): void => {
    const logger = applicationLogger();
    if (logger) logger[severity](message);
    else if (PRINTED_AT[severity].includes(level)) print(`${message}\n`);
  };
  Reflect.set(globalThis, SINK, sink);
  return {
    [Symbol.dispose]() {
      if (Reflect.get(globalThis, SINK) === sink) Reflect.deleteProperty(globalThis, SINK);
    },
  };
}

/** Read from the global object: a copy of the api of another version would not show it. */
function applicationLogger(): Record<Level, (message: string) => void> | undefined {
  const api = Reflect.get(globalThis, OPENTELEMETRY_API) as
    | { diag?: Record<Level, (message: string) => void> }
    | undefined;
  return typeof api?.diag?.warn === 'function' ? api.diag : undefined;
}
