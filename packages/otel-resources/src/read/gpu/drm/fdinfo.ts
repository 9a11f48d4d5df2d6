import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What the kernel keeps of one open file of a GPU (Documentation/gpu/drm-usage-stats.rst). */
export interface DrmClient {
  /** Address of the card on the PCI bus. */
  readonly card: string;
  /** Copies of a file are one client. */
  readonly id: string;
  /** Time that each engine has worked, in ns, or cycles where it has a total of them too. */
  readonly engines: Readonly<Record<string, number>>;
  readonly totals: Readonly<Record<string, number>>;
  /** In the memory of the card itself. */
  readonly memoryBytes?: number;
}

const UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2 };

/** `undefined` for a file that is none of a GPU, or does not say whose it is. */
export function parseDrmClient(text: string): DrmClient | undefined {
  const engines: Record<string, number> = {};
  const totals: Record<string, number> = {};
  const memory = new Map<string, number>();
  let [card, id]: (string | undefined)[] = [];
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    const [, key, value = '', unit] = /^drm-([\w-]+):\s+(\S+)(?: (\w+))?$/.exec(line) ?? [];
    if (key === 'pdev') card ??= value;
    else if (key === 'client-id') id ??= value;
    if (key === undefined || !/^\d{1,19}$/.test(value)) continue;
    const [kind, name] = split(key);
    if (kind === 'engine' && unit === 'ns') engines[name] ??= Number(value);
    else if (kind === 'cycles') engines[name] ??= Number(value);
    else if (kind === 'total-cycles') totals[name] ??= Number(value);
    else if ((kind === 'resident' || kind === 'memory') && /^(vram|local)\d*$/.test(name)) {
      const bytes = Number(value) * (unit === undefined ? 1 : (UNITS[unit] ?? Number.NaN));
      // Older amdgpu says memory-vram, and the later one both.
      if (Number.isFinite(bytes) && !memory.has(name)) memory.set(name, bytes);
    }
  }
  if (!card || !id) return undefined;
  const sum = [...memory.values()].reduce((all, bytes) => all + bytes, 0);
  return { card, id, engines, totals, ...(memory.size > 0 && { memoryBytes: sum }) };
}

/** `total-cycles-rcs` -> `total-cycles`, `rcs`. */
function split(key: string): [string, string] {
  const [, kind = '', name = ''] =
    /^(engine|cycles|total-cycles|resident|memory)-(?!capacity-)(.+)$/.exec(key) ?? [];
  return [kind, name];
}

/** So many open files are looked at; a GPU is opened early. */
const MOST_LOOKED_AT = 4096;

/** The open files of this process that are those of a GPU. */
export async function findDrmFiles(proc: string): Promise<readonly string[]> {
  const names = await readdir(join(proc, 'self/fd')).catch(() => []);
  const found: string[] = [];
  for (const name of names.slice(0, MOST_LOOKED_AT)) {
    const target = await readlink(join(proc, 'self/fd', name)).catch(() => '');
    if (target.startsWith('/dev/dri/')) found.push(name);
  }
  return found;
}

/** Each client once. */
export async function readDrmClients(
  proc: string,
  files: readonly string[],
): Promise<readonly DrmClient[]> {
  const clients = new Map<string, DrmClient>();
  for (const name of files) {
    const text = await readFile(join(proc, 'self/fdinfo', name), 'latin1').catch(() => '');
    const client = parseDrmClient(text);
    if (client) clients.set(`${client.card} ${client.id}`, client);
  }
  return [...clients.values()];
}
