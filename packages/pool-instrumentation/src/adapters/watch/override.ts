import { begin } from '@plimsoll/kernel';

type Method = (this: never, ...args: never[]) => unknown;

/**
 * Puts `replacement` before the method `key` of `target` as its own property, not enumerable, with the name and
 * the length of the original. Disposing puts the former property back; where somebody has put their own on top
 * meanwhile theirs stays.
 */
export function override(target: object, key: string, replacement: Method): Disposable {
  const before = Object.getOwnPropertyDescriptor(target, key);
  const original = Reflect.get(target, key) as Method;
  Object.defineProperty(replacement, 'name', { value: original.name, configurable: true });
  Object.defineProperty(replacement, 'length', { value: original.length, configurable: true });
  Object.defineProperty(target, key, {
    value: replacement,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? false,
  });
  return {
    [Symbol.dispose]() {
      if (Object.getOwnPropertyDescriptor(target, key)?.value !== replacement) return;
      if (before) Object.defineProperty(target, key, before);
      else Reflect.deleteProperty(target, key);
    },
  };
}

/** Overrides the methods of `target` that stand in `replacements`, all or none, until it is disposed. */
export function overrideAll<T extends object>(
  target: T,
  replacements: { readonly [K in keyof T]?: Method },
): Disposable {
  return begin((cleanup) => {
    for (const [key, replacement] of Object.entries(replacements))
      cleanup.use(override(target, key, replacement as Method));
  });
}

/** Marks the method of a prototype that only waits for the first use of an instance. */
const BENEATH = Symbol('beneath');

/** Puts `replacement` before a method of a prototype, so that `methodOf` passes it by. */
export function overrideFirstUse(prototype: object, key: string, replacement: Method): Disposable {
  Object.defineProperty(replacement, BENEATH, { value: Reflect.get(prototype, key) });
  return override(prototype, key, replacement);
}

/** The method `key` of `target` as it is without our wait for its first use. */
export function methodOf<T extends object, K extends keyof T>(target: T, key: K): T[K] {
  const method = target[key];
  return (Reflect.get(Object(method), BENEATH) as T[K] | undefined) ?? method;
}

/** Whether `target` takes overrides, and lets its property `key` be put in place of another for a moment. */
export function isWatchable(target: object, key: string): boolean {
  const own = Object.getOwnPropertyDescriptor(target, key);
  return Object.isExtensible(target) && (own === undefined || own.writable === true);
}
