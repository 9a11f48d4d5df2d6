import type { Clock, Faults } from '@plimsoll/kernel';
import type { PoolEvents } from '../pool.ts';
import { PoolTimeoutError } from './errors.ts';
import type { Box, ResourceFactory } from './factory.ts';
import type { PoolSettings } from './settings.ts';

/** How much earlier than its time something may happen, so that not all resources come of age at once (HikariCP). */
const LIFETIME_JITTER = 0.025;
const KEEPALIVE_JITTER = 0.1;

export interface SupplyParts<T> {
  readonly factory: ResourceFactory<T>;
  readonly settings: PoolSettings;
  readonly clock: Clock;
  readonly faults: Faults;
  /** Numbers from 0 to 1. */
  readonly random: () => number;
  /** Who watches the pool now. */
  readonly events: () => PoolEvents | undefined;
  readonly createFailed: (error: unknown) => void;
  /** Whether more are being made than may be. */
  readonly isOver: () => boolean;
  readonly destroyed: () => void;
}

interface Task<R> {
  readonly millis: number;
  readonly code: PoolTimeoutError['code'];
  readonly run: (signal: AbortSignal) => R | PromiseLike<R>;
  /** Takes what comes after the time was up. */
  readonly late?: (result: R) => void;
  /** Whether it goes on when the supply is stopped. */
  readonly goesOn?: boolean;
}

/** A factory as generic-pool needs one: it answers in time, one failure does not chase the next, and it throws nothing. */
export class Supply<T> {
  readonly #parts: SupplyParts<T>;
  readonly #stop = new AbortController();
  /** Failures to create in a row. */
  #failures = 0;
  /** The last failure to create, until one succeeds. */
  lastError: unknown;
  /** Resources that are being destroyed: they hold their place until they are. */
  closing = 0;

  constructor(parts: SupplyParts<T>) {
    this.#parts = parts;
  }

  /** Creates nothing any more; attempts that are under way reject with `reason`. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
  }

  async create(): Promise<Box<T>> {
    const { factory, settings, events, createFailed } = this.#parts;
    const failures = this.#failures;
    await this.#pause(failures);
    if (this.#parts.isOver()) throw new Error('The limit of the pool was lowered meanwhile');
    const since = events()?.creating() ?? 0;
    try {
      const resource = await this.#inTime({
        millis: settings.createTimeoutMillis,
        code: 'POOL_CREATE_TIMEOUT',
        run: (signal) => factory.create(signal),
        late: (late) => void this.destroy(this.#box(late)),
      });
      this.#failures = 0;
      this.lastError = undefined;
      events()?.created(since);
      return this.#box(resource);
    } catch (error) {
      if (this.#stop.signal.aborted) throw error;
      this.#failures = Math.max(this.#failures, failures + 1);
      this.lastError = error;
      events()?.createFailed();
      createFailed(error);
      throw error;
    }
  }

  /** Whether `box` can be lent: young enough, and alive as far as it was not known to be so just now. */
  async validate(box: Box<T>): Promise<boolean> {
    const { settings, clock } = this.#parts;
    if (this.isExpired(box)) {
      box.reason = 'max_lifetime';
      return false;
    }
    const known = clock.now() - box.aliveAt < settings.validateAfterMillis / 1000;
    return known || this.check(box);
  }

  /** Whether `box` is alive; never rejects. */
  async check(box: Box<T>): Promise<boolean> {
    const { factory, clock, faults } = this.#parts;
    if (!factory.validate) return true;
    const since = clock.now();
    const failure = await this.#failureOf(box);
    this.#parts.events()?.checked?.(clock.now() - since, failure);
    if (failure !== undefined) {
      faults.report('validating a resource failed', failure);
      box.reason = 'health_check';
      return false;
    }
    box.aliveAt = clock.now();
    box.checkAfter = this.#checkAfter();
    return true;
  }

  async #failureOf(box: Box<T>): Promise<unknown> {
    const { factory, settings } = this.#parts;
    try {
      const alive = await this.#inTime({
        millis: settings.validateTimeoutMillis,
        code: 'POOL_VALIDATE_TIMEOUT',
        run: (signal) => factory.validate?.(box.resource, signal),
      });
      return alive ? undefined : new Error('The resource is not valid');
    } catch (error) {
      return error ?? new Error('The resource cannot be validated');
    }
  }

  isExpired(box: Box<T>): boolean {
    return this.#parts.clock.now() >= box.expiresAt;
  }

  async destroy(box: Box<T>): Promise<void> {
    const { factory, settings, events, faults, destroyed } = this.#parts;
    this.closing++;
    events()?.closed(box.reason ?? 'error');
    try {
      await this.#inTime({
        millis: settings.destroyTimeoutMillis,
        code: 'POOL_DESTROY_TIMEOUT',
        run: () => factory.destroy(box.resource),
        goesOn: true,
      });
    } catch (error) {
      faults.report('destroying a resource failed', error);
    }
    this.closing--;
    destroyed();
  }

  #box(resource: T): Box<T> {
    const { settings, clock, random } = this.#parts;
    const now = clock.now();
    const lifetime = (settings.maxLifetimeMillis / 1000) * (1 - LIFETIME_JITTER * random());
    return {
      resource,
      expiresAt: now + lifetime,
      uses: 0,
      idleSince: now,
      aliveAt: now,
      checkAfter: this.#checkAfter(),
      reason: undefined,
    };
  }

  #checkAfter(): number {
    const { settings, random } = this.#parts;
    return (settings.keepaliveMillis / 1000) * (1 - KEEPALIVE_JITTER * random());
  }

  /**
   * Waits before the attempt that follows `failures` failures: "equal jitter" of
   * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
   */
  async #pause(failures: number): Promise<void> {
    const { settings, clock, random } = this.#parts;
    const { signal } = this.#stop;
    if (failures > 0) {
      const { backoffMinMillis, backoffMaxMillis } = settings;
      const most = Math.min(backoffMaxMillis, backoffMinMillis * 2 ** (failures - 1));
      await new Promise<void>((resolve) => {
        const timer = clock.after((most / 2 + (most / 2) * random()) / 1000, () => {
          signal.removeEventListener('abort', stopped);
          resolve();
        });
        const stopped = (): void => {
          timer[Symbol.dispose]();
          resolve();
        };
        signal.addEventListener('abort', stopped, { once: true });
      });
    }
    signal.throwIfAborted();
  }

  #inTime<R>({ millis, code, run, late, goesOn = false }: Task<R>): Promise<R> {
    const { clock } = this.#parts;
    const stop = this.#stop.signal;
    const attempt = new AbortController();
    return new Promise<R>((resolve, reject) => {
      let over = false;
      const end = (): void => {
        over = true;
        timer[Symbol.dispose]();
        stop.removeEventListener('abort', stopped);
      };
      const giveUp = (reason: unknown): void => {
        end();
        reject(reason);
        attempt.abort(reason);
      };
      const stopped = (): void => giveUp(stop.reason);
      const timer = clock.after(
        millis / 1000,
        () => giveUp(new PoolTimeoutError(code, `${TASKS[code]} took longer than ${millis} ms`)),
        { keepAlive: goesOn },
      );
      if (!goesOn) stop.addEventListener('abort', stopped, { once: true });
      const ran = async (): Promise<R> => run(attempt.signal);
      ran().then(
        (result) => {
          if (over) return late?.(result);
          end();
          resolve(result);
        },
        (error) => {
          if (over) return;
          end();
          reject(error);
        },
      );
    });
  }
}

const TASKS: Readonly<Record<PoolTimeoutError['code'], string>> = {
  POOL_ACQUIRE_TIMEOUT: 'An acquire',
  POOL_CREATE_TIMEOUT: 'Creating a resource',
  POOL_VALIDATE_TIMEOUT: 'Validating a resource',
  POOL_DESTROY_TIMEOUT: 'Destroying a resource',
};
