import { describe, test } from 'vitest';

type Register = (title: string, run: () => void | Promise<void>) => void;

/** `test` of what a client can do: where it cannot there is no test, for one that is skipped looks like a hole. */
export function testIf(applies: unknown): Register {
  return applies ? test : () => {};
}

/** As `testIf`, of several tests. */
export function describeIf(applies: unknown): Register {
  return applies ? describe : () => {};
}
