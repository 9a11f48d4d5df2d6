import type { Frame } from '../evidence/allocation.ts';

/** What Node.js tells, once for each emitter and kind of event, where more listeners are added than its limit. */
export interface ListenerWarning {
  /** The class of the emitter or target. */
  readonly emitter: string | undefined;
  /** What they listen to. */
  readonly type: string;
  /** How many there were then. */
  readonly count: number;
  /** Who added the last of them, where the stack tells. */
  readonly site: Frame | undefined;
}

const NAME = 'MaxListenersExceededWarning';

/** `at remember (file:///app/store.js:12:5)`, `at /app/store.js:12:5`; the name may be missing. What `eval` made stands in no file. */
const FRAME =
  /^\s*at (?!.*\(eval at )(?:(.*?) \()?(?:async )?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

/** Reads it of a warning of the process; `undefined` of any other. */
export function listenerWarningOf(warning: unknown): ListenerWarning | undefined {
  const { name, emitter, target, type, count, stack } = Object(warning) as Record<string, unknown>;
  if (name !== NAME || typeof count !== 'number') return undefined;
  const { constructor: made } = Object(emitter ?? target) as { readonly constructor?: unknown };
  return {
    emitter: typeof made === 'function' && made.name ? made.name : undefined,
    type: typeof type === 'symbol' ? (type.description ?? 'symbol') : String(type),
    count,
    site: typeof stack === 'string' ? siteIn(stack) : undefined,
  };
}

/** The innermost frame that is not of Node.js itself. */
function siteIn(stack: string): Frame | undefined {
  for (const text of stack.split('\n')) {
    const [, functionName = '(anonymous)', file, line, column] = FRAME.exec(text) ?? [];
    if (file) return { functionName, file, line: Number(line), column: Number(column) };
  }
  return undefined;
}
