import type { PoolStats } from '../pool.ts';

/** No resource came, or none was made, in the time that there was. Its `cause` is the last failure to create one. */
export class PoolTimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code:
    | 'POOL_ACQUIRE_TIMEOUT'
    | 'POOL_CREATE_TIMEOUT'
    | 'POOL_VALIDATE_TIMEOUT'
    | 'POOL_DESTROY_TIMEOUT';

  constructor(code: PoolTimeoutError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The error of who waited for `millis`, with the numbers of the pool then. */
export function acquireTimeout(
  millis: number,
  { used, idle, pending, limit }: PoolStats,
  cause: unknown,
): PoolTimeoutError {
  return new PoolTimeoutError(
    'POOL_ACQUIRE_TIMEOUT',
    `No resource in ${millis} ms: ${used} of ${limit} used, ${idle} idle, ${pending} waiting`,
    cause,
  );
}

/** The pool does not lend: it is draining, closed, or as many wait as may. */
export class PoolUnavailableError extends Error {
  override readonly name = 'PoolUnavailableError';
  readonly code: 'POOL_CLOSED' | 'POOL_QUEUE_FULL';

  constructor(code: PoolUnavailableError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Codes of Node.js, of c-ares and of PostgreSQL and MySQL servers that pass by themselves. */
const TRANSIENT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'POOL_CREATE_TIMEOUT',
  // https://www.postgresql.org/docs/current/errcodes-appendix.html: too_many_connections, shutdowns, cannot_connect_now
  '53300',
  '57P01',
  '57P02',
  '57P03',
  // https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'PROTOCOL_CONNECTION_LOST',
]);

/** Whether a failure to connect can be expected to pass, by its `code` or the codes of the errors that it holds. */
export function isTransientError(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isTransientError);
  return TRANSIENT.has((error as { code?: unknown } | undefined | null)?.code);
}
