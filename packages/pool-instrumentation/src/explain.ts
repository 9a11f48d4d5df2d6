import type { PoolStats } from './pool.ts';
import { formatSite } from './site.ts';

/** What is told of a pool that let a request wait in vain. */
export interface TimeoutFacts {
  readonly name: string;
  readonly stats: PoolStats;
  /** The connection that is lent for the longest, and where it was acquired, if that was captured. */
  readonly oldest: { readonly seconds: number; readonly site: Error | undefined } | undefined;
}

/**
 * Why a request for a connection ran out of time: the `cause` of the client's own error where `explainTimeouts` is on. Its
 * stack is that of the acquire which holds a connection for the longest; its own `cause` is the one that the error had.
 */
export class PoolTimeoutExplanation extends Error {
  override readonly name = 'PoolTimeoutExplanation';
  /** Connections that were lent, and those that were idle; `undefined` where the client keeps that to itself. */
  readonly used: number;
  readonly idle: number | undefined;
  /** Requests that wait still, without the one that ran out of time. */
  readonly waiting: number;
  /** The most connections that may be open; `undefined` where none can be known. */
  readonly limit: number | undefined;
  /** For how long the oldest loan lasts; `undefined` where none is known. */
  readonly oldestSeconds: number | undefined;

  /** @internal */
  constructor({ name, stats, oldest }: TimeoutFacts, cause: unknown) {
    const { used, idle, idleUnknown, pending, limit } = stats;
    const held = oldest && `, the oldest loan lasts ${oldest.seconds.toFixed(1)} s`;
    const site = oldest?.site && formatSite(oldest.site);
    super(
      `${name}: ${used}${limit === undefined ? '' : ` of ${limit}`} used, ${idleUnknown ? '' : `${idle} idle, `}${pending} waiting${held ?? ''}`,
      cause === undefined ? undefined : { cause },
    );
    this.used = used;
    this.idle = idleUnknown ? undefined : idle;
    this.waiting = pending;
    this.limit = limit;
    this.oldestSeconds = oldest?.seconds;
    this.stack = `${this.name}: ${this.message}${site ? `, acquired\n${indent(site)}` : ''}`;
  }
}

/** Gives the error of a client the facts for its `cause`. */
export function explainTimeout(error: unknown, facts: TimeoutFacts): void {
  if (!(error instanceof Error)) return;
  if (error.cause instanceof PoolTimeoutExplanation) return;
  Object.defineProperty(error, 'cause', {
    value: new PoolTimeoutExplanation(facts, error.cause),
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

function indent(frames: string): string {
  return frames.replace(/^/gm, '    ');
}
