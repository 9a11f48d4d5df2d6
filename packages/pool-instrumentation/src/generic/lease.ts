import type { Box } from './factory.ts';

/** Takes a box back, or closes it. */
export type GiveBack<T> = (box: Box<T>, way: 'release' | 'destroy') => void;

/** A resource that is lent, until it is given back by the first of `release`, `destroy` and the end of `await using`. */
export class Lease<T> implements AsyncDisposable {
  readonly #giveBack: GiveBack<T>;
  #box: Box<T> | undefined;

  /** @internal */
  constructor(box: Box<T>, giveBack: GiveBack<T>) {
    this.#box = box;
    this.#giveBack = giveBack;
  }

  /** The resource. Throws an `Error` once it was given back: somebody else may have it. */
  get resource(): T {
    if (!this.#box) throw new Error('The resource was given back');
    return this.#box.resource;
  }

  /** Gives the resource back; nothing where that has happened. */
  release(): void {
    this.#end('release');
  }

  /** Gives the resource back to be destroyed, since it is broken; nothing where it was given back already. */
  destroy(): void {
    this.#end('destroy');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
  }

  #end(way: 'release' | 'destroy'): void {
    const box = this.#box;
    this.#box = undefined;
    if (box) this.#giveBack(box, way);
  }
}
