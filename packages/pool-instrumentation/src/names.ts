import type { PoolIdentity } from './pool.ts';

/** What may stand in a name that was not chosen by the user: nothing that a password needs quoting for. */
const PLAIN = /^[\w.\-[\]:]{1,128}$/;

/** The name of a pool by the rule of semantic conventions 1.45: its own, its database, its server, its system. */
export function poolName(given: string | undefined, identity: PoolIdentity): string {
  if (given !== undefined) return given;
  const { namespace, server, system, client } = identity;
  return (
    [namespace, server, system].find((name) => name !== undefined && PLAIN.test(name)) ?? client
  );
}

/** `name` or, while another live pool has it, `name#2`, `name#3` ... */
export function uniqueName(name: string, taken: (name: string) => boolean): string {
  if (!taken(name)) return name;
  for (let n = 2; ; n++) if (!taken(`${name}#${n}`)) return `${name}#${n}`;
}
