import type { PoolIdentity } from './pool.ts';

/** What may stand in a name that was not chosen by the user: nothing that a password needs quoting for. */
const PLAIN = /^[\w.\-[\]:]{1,128}$/;

/**
 * The name of a pool by the rule of semantic conventions 1.45: its own, its database, its server, its system. One that
 * was given to a group of pools is followed by the name that the pool has there.
 */
export function poolName(
  given: string | undefined,
  { name, namespace, server, system, client, role }: PoolIdentity,
  nameInGroup?: string,
): string {
  const own = [nameInGroup].filter(isPlain);
  const chosen = given ?? name;
  const parts =
    chosen === undefined
      ? [[...own, namespace, server, system].find(isPlain) ?? client]
      : [chosen, ...own];
  return [...parts, ...[role].filter(isPlain)].join('/');
}

function isPlain(name: string | undefined): name is string {
  return name !== undefined && PLAIN.test(name);
}

/** `name` or, while another live pool has it, `name#2`, `name#3` ... */
export function uniqueName(name: string, taken: (name: string) => boolean): string {
  if (!taken(name)) return name;
  for (let n = 2; ; n++) if (!taken(`${name}#${n}`)) return `${name}#${n}`;
}
