import type { GpuReadings } from '../sample.ts';
import { type DrmClient, findDrmFiles, readDrmClients } from './fdinfo.ts';

type Own = Pick<GpuReadings, 'processMemoryBytes' | 'processUtilization'>;

/** Files are looked for again after so many samples, for looking costs by their number. */
const SAMPLES_OF_FILES = 12;

/** What this process uses of the cards, by their address. */
export function watchOwn(proc: string): (now: number) => Promise<ReadonlyMap<string, Own>> {
  let files: readonly string[] = [];
  let samples = 0;
  let last: { readonly now: number; readonly engines: ReadonlyMap<string, number> } | undefined;

  return async (now) => {
    if (samples++ % SAMPLES_OF_FILES === 0) files = await findDrmFiles(proc);
    const clients = await readDrmClients(proc, files);
    const engines = new Map<string, number>();
    const shares = new Map<string, Map<string, number>>();
    const own = new Map<string, { memory?: number }>();
    for (const client of clients) {
      const card = own.get(client.card) ?? {};
      own.set(client.card, card);
      if (client.memoryBytes !== undefined) card.memory = (card.memory ?? 0) + client.memoryBytes;
      for (const [engine, share] of sharesOf(client, engines, last, now)) {
        const all = shares.get(client.card) ?? new Map<string, number>();
        shares.set(client.card, all.set(engine, (all.get(engine) ?? 0) + share));
      }
    }
    last = { now, engines };
    return new Map(
      [...own].map(([card, { memory }]): [string, Own] => {
        const busiest = Math.max(-1, ...(shares.get(card)?.values() ?? []));
        return [
          card,
          {
            ...(memory !== undefined && { processMemoryBytes: memory }),
            ...(busiest >= 0 && { processUtilization: Math.min(1, busiest) }),
          },
        ];
      }),
    );
  };
}

/** Share of the time since `last` in which each engine worked for a client; fills `engines` with what it has counted. */
function* sharesOf(
  { card, id, engines: counts, totals }: DrmClient,
  engines: Map<string, number>,
  last: { readonly now: number; readonly engines: ReadonlyMap<string, number> } | undefined,
  now: number,
): Generator<[string, number]> {
  /** How far a count has risen; one that fell for a moment stands until it is passed again. */
  const risen = (key: string, count: number): number | undefined => {
    const before = last?.engines.get(key);
    engines.set(key, Math.max(count, before ?? 0));
    return before === undefined ? undefined : Math.max(0, count - before);
  };
  for (const [engine, count] of Object.entries(counts)) {
    const work = risen(`${card} ${id} ${engine}`, count);
    const total = totals[engine];
    const all =
      total === undefined
        ? last && (now - last.now) * 1e9
        : risen(`${card} ${id} total ${engine}`, total);
    if (work !== undefined && all !== undefined && all > 0) yield [engine, work / all];
  }
}
