import type { PoolEvents } from '../../pool.ts';

/** What makes and ends the resources of a pool. */
export interface Factory {
  create(...args: unknown[]): unknown;
  destroy(...args: unknown[]): unknown;
  validate?(...args: unknown[]): unknown;
}

/** `factory` with its `create` watched; each method still runs on the factory itself, private members and all. */
export function watchFactory(factory: Factory, events: PoolEvents, active: () => boolean): Factory {
  function create(...args: unknown[]): unknown {
    if (!active()) return factory.create(...args);
    const since = events.creating();
    let made: unknown;
    try {
      made = factory.create(...args);
    } catch (error) {
      events.createFailed();
      throw error;
    }
    if (typeof (made as PromiseLike<unknown> | undefined)?.then !== 'function') {
      events.created(since);
      return made;
    }
    const promise = Promise.resolve(made);
    promise.then(
      () => events.created(since),
      () => events.createFailed(),
    );
    return promise;
  }
  const onFactory = (method: 'destroy' | 'validate') => ({
    value: (...args: unknown[]) => factory[method]?.(...args),
  });
  return Object.create(factory, {
    create: { value: create },
    destroy: onFactory('destroy'),
    ...(factory.validate && { validate: onFactory('validate') }),
  });
}
