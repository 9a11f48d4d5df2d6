import { integerAt } from './text.ts';

/** Counters of a protocol by the names of the kernel; a kernel that lacks one leaves it out. */
export type ProtocolCounts<K extends string> = Readonly<Partial<Record<K, number>>>;

/**
 * /proc/net/snmp and /proc/net/netstat: pairs of lines, names above values. Order and columns vary by kernel, so
 * they are found by name.
 */
export function parseProtocolTable<const K extends string>(
  text: string,
  protocol: string,
  names: readonly K[],
): ProtocolCounts<K> | undefined {
  const start = lineOf(text, `${protocol}: `, 0);
  const headerEnd = text.indexOf('\n', start);
  if (start < 0 || headerEnd < 0) return undefined;
  let value = lineOf(text, `${protocol}: `, headerEnd);
  if (value < 0) return undefined;
  const end = text.indexOf('\n', value);
  if (end < 0) return undefined;

  const counts: Partial<Record<K, number>> = {};
  const columns = text.slice(start, headerEnd).split(' ');
  for (const column of columns) {
    if (names.includes(column as K)) {
      const count = integerAt(text, value);
      if (count !== undefined && count >= 0) counts[column as K] ??= count;
    }
    const blank = text.indexOf(' ', value);
    if (blank < 0 || blank > end) break;
    value = blank + 1;
  }
  return counts;
}

/** Where the rest of the line that starts with `prefix` begins; -1 where there is none at or behind `from`. */
function lineOf(text: string, prefix: string, from: number): number {
  let at = text.indexOf(prefix, from);
  while (at > 0 && text[at - 1] !== '\n') at = text.indexOf(prefix, at + 1);
  return at < 0 ? -1 : at + prefix.length;
}
