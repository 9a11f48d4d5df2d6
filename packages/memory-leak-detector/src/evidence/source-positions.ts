import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Frame } from './allocation.ts';
import type { Culprit } from './culprits.ts';

/** Bundles have large maps: neither is read where it is larger than this. */
const FILE_LIMIT_BYTES = 64 * 2 ** 20;

/** A map this large takes a second; whatever hangs must not keep the answer back. */
const TIMEOUT_MILLIS = 10_000;

type Position = Pick<Frame, 'file' | 'line' | 'column'>;

/**
 * The same culprits with the positions that their authors wrote: from the source maps that Node.js has loaded, else from
 * those that the files name, read in a worker thread. A file without a map keeps its own.
 */
export async function originalPositions(culprits: readonly Culprit[]): Promise<readonly Culprit[]> {
  const frames = culprits.flatMap((culprit) => [culprit, ...culprit.stack]);
  const unknown = frames.filter(({ file }) => file !== '' && !file.startsWith('node:'));
  const wanted = unknown.map(({ file, line, column }) => ({ file, line, column }));
  const found = new Map<string, Position>();
  const open: Position[] = [];
  for (const position of wanted) {
    if (found.has(keyOf(position))) continue;
    const known = loaded(position);
    found.set(keyOf(position), known ?? position);
    if (!known) open.push(position);
  }
  if (open.length > 0)
    for (const [at, position] of (await readMaps(open).catch(() => [])).entries())
      if (position) found.set(keyOf(open[at] as Position), position);
  const original = <F extends Frame>(frame: F): F => {
    const position = found.get(keyOf(frame)) ?? frame;
    return { ...frame, ...position, file: pathOf(position.file) };
  };
  return culprits.map((culprit) => ({
    ...original(culprit),
    stack: culprit.stack.map(original),
  }));
}

function keyOf({ file, line, column }: Position): string {
  return `${line}:${column}:${file}`;
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}

function loaded({ file, line, column }: Position): Position | undefined {
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (!entry || !('originalSource' in entry) || entry.generatedLine !== line - 1) return undefined;
  return {
    file: entry.originalSource,
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
}

function readMaps(positions: readonly Position[]): Promise<readonly (Position | undefined)[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(`(${serve})()`, {
      eval: true,
      workerData: { positions, limit: FILE_LIMIT_BYTES },
      name: 'plimsoll-source-maps',
      execArgv: ['--no-warnings'],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    const timer = setTimeout(() => end(() => reject(new Error('too slow'))), TIMEOUT_MILLIS);
    timer.unref();
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
      worker.terminate().catch(() => {});
    };
    worker.on('message', (found) => end(() => resolve(found)));
    worker.on('error', (error) => end(() => reject(error)));
    worker.on('exit', () => end(() => reject(new Error('the worker thread has ended'))));
    worker.unref();
  });
}

/** Runs in the worker thread and knows nothing of this file. */
function serve(): void {
  const { readFileSync, statSync } = process.getBuiltinModule('node:fs');
  const { SourceMap } = process.getBuiltinModule('node:module');
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const { pathToFileURL } = process.getBuiltinModule('node:url');
  const { positions, limit } = workerData as { positions: Position[]; limit: number };
  const read = (url: URL): string => {
    if (statSync(url).size > limit) throw new RangeError('too large');
    return readFileSync(url, 'utf8');
  };
  const mapOf = (file: string) => {
    try {
      const url = file.startsWith('file:') ? new URL(file) : pathToFileURL(file);
      const [, link] =
        [...read(url).matchAll(/^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm)].at(-1) ?? [];
      if (!link) return undefined;
      const inline = /^data:[^,]*?(;base64)?,(.*)$/.exec(link);
      const base = inline ? url : new URL(link, url);
      const text = inline
        ? Buffer.from(decodeURIComponent(inline[2] ?? ''), inline[1] ? 'base64' : 'utf8').toString()
        : read(base);
      return { base, map: new SourceMap(JSON.parse(text)) };
    } catch {
      return undefined;
    }
  };
  const maps = new Map<string, ReturnType<typeof mapOf>>();
  const found = positions.map(({ file, line, column }) => {
    if (!maps.has(file)) maps.set(file, mapOf(file));
    const known = maps.get(file);
    const entry = known?.map.findEntry(line - 1, column - 1);
    if (!known || !entry || !('originalSource' in entry)) return undefined;
    if (entry.generatedLine !== line - 1) return undefined;
    return {
      file: new URL(entry.originalSource, known.base).href,
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  });
  parentPort?.postMessage(found);
}
