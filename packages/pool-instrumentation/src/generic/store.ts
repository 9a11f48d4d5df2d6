import genericLibrary from 'generic-pool';
import { BENEATH } from '../adapters/generic-pool.ts';
import type { CloseReason, IdleConnection } from '../pool.ts';
import type { Box } from './factory.ts';
import type { QueuedRequest, RequestQueue } from './request-queue.ts';
import type { Supply } from './supply.ts';

interface Pooled<T> {
  readonly obj: Box<T>;
}

interface Deque<E> extends Iterable<E> {
  readonly length: number;
  shift(): E | undefined;
  push(element: E): void;
}

/** What is used of a pool of generic-pool 3.9.0 (the dependency is exact); where it is not public it begins with `_`. */
interface GenericPool<T> {
  readonly borrowed: number;
  readonly max: number;
  get spareResourceCapacity(): number;
  readonly _config: { max: number };
  readonly _allObjects: ReadonlySet<Pooled<T>>;
  readonly _availableObjects: Deque<Pooled<T>>;
  readonly _resourceLoans: ReadonlyMap<Box<T>, unknown>;
  readonly _factoryCreateOperations: ReadonlySet<unknown>;
  readonly _potentiallyAllocableResourceCount: number;
  _waitingClientsQueue: RequestQueue;
  acquire(level: number): Promise<Box<T>>;
  release(box: Box<T>): Promise<void>;
  destroy(box: Box<T>): Promise<void>;
  isBorrowedResource(box: Box<T>): boolean;
  _createResource(): void;
  _destroy(pooled: Pooled<T>): void;
  _dispense(): void;
  _addPooledResourceToAvailableObjects(pooled: Pooled<T>): void;
}

interface Library {
  readonly DefaultEvictor: unknown;
  readonly Deque: unknown;
  readonly PriorityQueue: unknown;
  readonly Pool: new <T>(...parts: unknown[]) => GenericPool<T>;
}

const library = genericLibrary as unknown as Library;
const BasePool: Library['Pool'] = library.Pool;

export interface StoreParts<T> {
  readonly supply: Supply<T>;
  readonly queue: RequestQueue;
  readonly max: number;
  /** Whether a resource is tested before it is lent. */
  readonly tests: boolean;
  /** Told after whatever may let a wait end. */
  readonly changed: () => void;
}

/** The resources of a pool, lent by generic-pool, which never has more than its limit: not even while one is destroyed. */
export class Store<T> extends BasePool<T> {
  readonly #supply: Supply<T>;
  readonly #changed: () => void;
  /** Idle resources that are out, to be checked or closed. */
  #out = 0;

  constructor({ supply, queue, max, tests, changed }: StoreParts<T>) {
    super(
      library.DefaultEvictor,
      library.Deque,
      library.PriorityQueue,
      {
        create: () => supply.create(),
        destroy: (box: Box<T>) => supply.destroy(box),
        validate: (box: Box<T>) => supply.validate(box),
      },
      { max, min: 0, autostart: false, fifo: false, testOnBorrow: tests },
    );
    Object.defineProperty(this, BENEATH, { value: true });
    this._waitingClientsQueue = queue;
    this.#supply = supply;
    this.#changed = changed;
  }

  override get spareResourceCapacity(): number {
    return super.spareResourceCapacity - this.#supply.closing;
  }

  /** Resources that are open, whatever they do. */
  get open(): number {
    return this._allObjects.size;
  }

  /** Whether nothing is open, and nothing opens or closes. */
  get isEmpty(): boolean {
    return this.open + this._factoryCreateOperations.size + this.#supply.closing === 0;
  }

  /** Whether a request would have to wait for another to come back. */
  get isBusy(): boolean {
    return this._availableObjects.length === 0 && this.spareResourceCapacity < 1;
  }

  /** Whether more are open, or being made, than may be: since the limit was lowered. */
  get isOver(): boolean {
    return super.spareResourceCapacity < 0;
  }

  /** Those that are lent, the youngest first. */
  get lent(): readonly Box<T>[] {
    const boxes = Array.from(this._allObjects, ({ obj }) => obj);
    return boxes.filter((box) => this.isBorrowedResource(box)).reverse();
  }

  /** Those that can be lent now, idle for the longest first. */
  get idle(): readonly Box<T>[] {
    return Array.from(this._availableObjects, ({ obj }) => obj).reverse();
  }

  /** A request and the box that it gets. */
  request(level: number): { readonly request: QueuedRequest; readonly box: Promise<Box<T>> } {
    const box = this.acquire(level);
    return { request: this._waitingClientsQueue.takeLast() as QueuedRequest, box };
  }

  /** Opens as many as there lack of `idle` beside those that somebody waits for, and that may be. */
  fill(idle: number): void {
    const coming = this._potentiallyAllocableResourceCount + this.#out;
    const lacking = idle - (coming - this._waitingClientsQueue.length);
    for (let left = Math.min(lacking, this.spareResourceCapacity); left > 0; left--)
      this._createResource();
  }

  /** Lets so many be open, serves who waits, and closes what is idle beyond; what is lent is closed when it comes back. */
  resize(max: number): void {
    this._config.max = max;
    this._dispense();
    for (const box of this.idle) if (this.isOver) this.closeIdle(box, 'idle_timeout');
  }

  /** Closes an idle box, where it is still idle. */
  closeIdle(box: Box<T>, reason: CloseReason): void {
    const pooled = this.#take(box);
    if (pooled) this.#close(pooled, reason);
  }

  /** Closes whatever is idle, the youngest first. */
  closeAllIdle(reason: CloseReason): void {
    const idle = new Set<Pooled<T>>();
    for (let next = this._availableObjects.shift(); next; next = this._availableObjects.shift())
      idle.add(next);
    for (const pooled of [...this._allObjects].reverse())
      if (idle.has(pooled)) this.#close(pooled, reason);
  }

  /** Takes the resource out that is idle for the longest and that `skip` does not name. */
  takeIdle(skip: (resource: unknown) => boolean): IdleConnection | undefined {
    const box = this.idle.find(({ resource }) => !skip(resource));
    return box && this.#takeOut(box);
  }

  /** Checks an idle box, where it is still idle: who asks meanwhile gets another. */
  async check(box: Box<T>): Promise<void> {
    const idle = this.#takeOut(box);
    if (!idle) return;
    if (await this.#supply.check(box)) idle.putBack();
    else idle.close('health_check');
  }

  override _dispense(): void {
    super._dispense();
    this.#changed();
  }

  /** One that was being made when the limit fell is not lent. */
  override _addPooledResourceToAvailableObjects(pooled: Pooled<T>): void {
    if (this.open > this.max) {
      this.#close(pooled, 'idle_timeout');
    } else {
      super._addPooledResourceToAvailableObjects(pooled);
      this.#changed();
    }
  }

  #close(pooled: Pooled<T>, reason: CloseReason): void {
    pooled.obj.reason = reason;
    this._destroy(pooled);
    this._dispense();
  }

  #takeOut(box: Box<T>): IdleConnection | undefined {
    const pooled = this.#take(box);
    if (!pooled) return undefined;
    this.#out++;
    return {
      connection: box.resource,
      close: (reason) => {
        this.#out--;
        this.#close(pooled, reason);
      },
      putBack: () => {
        this.#out--;
        if (this.isOver) return this.#close(pooled, 'idle_timeout');
        this._availableObjects.push(pooled);
        this._dispense();
      },
    };
  }

  #take(box: Box<T>): Pooled<T> | undefined {
    const available = this._availableObjects;
    let taken: Pooled<T> | undefined;
    for (let left = available.length; left > 0; left--) {
      const pooled = available.shift() as Pooled<T>;
      if (pooled.obj === box) taken = pooled;
      else available.push(pooled);
    }
    return taken;
  }
}
