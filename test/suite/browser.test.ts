import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'tsdown';
import { expect, onTestFinished, test } from 'vitest';
import { importsOf } from '../lint/imports.ts';

const DIST = join(import.meta.dirname, '../../packages/otel-resources/dist');

/** Every package and builtin that the built entry point reaches through the files of its own package. */
function reached(entry: string): string[] {
  const found = new Set<string>();
  const visited = new Set<string>();
  const visit = (path: string): void => {
    if (visited.has(path)) return;
    visited.add(path);
    for (const { target } of importsOf(`~/${path}`, readFileSync(join(DIST, path), 'utf8')))
      if (target.startsWith('~/')) visit(posix.normalize(target.slice(2)));
      else found.add(target);
  };
  visit(entry);
  return [...found].sort();
}

test('nothing that the frames are built from is of Node', () => {
  expect(reached('frames/index.js')).toEqual(['@opentelemetry/api']);
  expect(reached('index.js').some(isBuiltin)).toBe(true);
});

test('the frames can be bundled for a browser, and run in one', async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'plimsoll-browser-'));
  onTestFinished(() => rmSync(outDir, { recursive: true, force: true }));
  await build({
    config: false,
    cwd: join(import.meta.dirname, '..'),
    entry: join(DIST, 'frames/index.js'),
    outDir,
    platform: 'browser',
    format: 'iife',
    globalName: 'plimsoll',
    deps: { alwaysBundle: /./ },
    dts: false,
    logLevel: 'silent',
  });
  const [file = ''] = readdirSync(outDir).filter((name) => name.endsWith('.js'));
  const page = createContext({ time: 0 });
  runInContext('globalThis.performance = { now: () => time };', page);
  runInContext(`${readFileSync(join(outDir, file), 'utf8')};globalThis.plimsoll = plimsoll;`, page);
  const counts = runInContext(
    `const frames = plimsoll.createFrameMonitor({ surface: 'canvas', targetHz: 60 });
     for (const millis of [10, 50, 10]) frames.frame(() => { time += millis; });
     JSON.stringify(frames.read())`,
    page,
  );
  expect(JSON.parse(counts)).toMatchObject({ presented: 2, late: 1, dropped: 2 });
});
