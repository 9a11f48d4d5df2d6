import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

interface Rule {
  readonly rule: string;
  /** Who says no. */
  readonly by: 'rooms' | 'biome' | 'boundaries';
  /** What is said. */
  readonly says: string | RegExp;
  readonly file: string;
  readonly planted: string;
  /** The same room, keeping the rule. */
  readonly legal: string;
}

const RESOURCES = 'packages/otel-resources/src';
const POOLS = 'packages/pool-instrumentation/src';
const LEAKS = 'packages/memory-leak-detector/src';
const KERNEL = 'packages/kernel/src';

const RULES: readonly Rule[] = [
  {
    rule: 'frames know nothing of Node',
    by: 'rooms',
    says: 'frames may not import this',
    file: `${RESOURCES}/frames/planted-builtin.ts`,
    planted: "import { performance } from 'node:perf_hooks';\nperformance.now();\n",
    legal: "import { createFaults } from '@plimsoll/kernel/fault';\ncreateFaults('frames');\n",
  },
  {
    rule: 'frames know no kernel that knows Node',
    by: 'rooms',
    says: 'frames may not import this',
    file: `${RESOURCES}/frames/planted-kernel.ts`,
    planted: "import { systemClock } from '@plimsoll/kernel';\nsystemClock.now();\n",
    legal: "import type { Clock } from '@plimsoll/kernel';\nexport type Time = Clock;\n",
  },
  {
    rule: 'a reader knows no OpenTelemetry',
    by: 'rooms',
    says: 'read may not import this',
    file: `${RESOURCES}/read/planted-api.ts`,
    planted: "import { metrics } from '@opentelemetry/api';\nmetrics.disable();\n",
    legal: "import { readFileSync } from 'node:fs';\nreadFileSync('/proc/stat');\n",
  },
  {
    rule: 'a reader knows no kernel',
    by: 'rooms',
    says: 'read may not import the type of this',
    file: `${RESOURCES}/read/planted-kernel.ts`,
    planted: "import type { Clock } from '@plimsoll/kernel';\nexport type Time = Clock;\n",
    legal: "import type { Stat } from './planted-sibling.ts';\nexport type Time = Stat;\n",
  },
  {
    rule: 'a reader gets time with the sample',
    by: 'biome',
    says: 'noRestrictedGlobals',
    file: `${RESOURCES}/read/planted-clock.ts`,
    planted: 'export const at: number = Date.now();\n',
    legal: 'export const since = (at: number): number => at;\n',
  },
  {
    rule: 'only the system-information reader imports systeminformation, lazily',
    by: 'rooms',
    says: 'read may not lazily import this',
    file: `${RESOURCES}/read/planted-lazy.ts`,
    planted: "await import('systeminformation');\n",
    legal: "await import('./planted-sibling.ts');\n",
  },
  {
    rule: 'the system-information reader imports it no earlier than needed',
    by: 'rooms',
    says: 'read/system-information may not import this',
    file: `${RESOURCES}/read/system-information.ts`,
    planted: "import 'systeminformation';\n",
    legal: "import 'node:os';\n",
  },
  {
    rule: 'the FFI reader imports koffi no earlier than needed',
    by: 'rooms',
    says: 'read/ffi may not import this',
    file: `${RESOURCES}/read/ffi.ts`,
    planted: "import 'koffi';\n",
    legal: "import 'node:os';\n",
  },
  {
    rule: 'statistics know siblings alone',
    by: 'rooms',
    says: 'statistics may not import this',
    file: `${KERNEL}/statistics/planted.ts`,
    planted: "import '../clock.ts';\n",
    legal: "import './planted-sibling.ts';\n",
  },
  {
    rule: 'statistics are pure',
    by: 'biome',
    says: 'noRestrictedImports',
    file: `${KERNEL}/statistics/planted-clock.ts`,
    planted:
      "import { performance } from 'node:perf_hooks';\nexport const at: number = performance.now();\n",
    legal: 'export const at = (now: number): number => now;\n',
  },
  {
    rule: 'a verdict knows siblings and statistics alone',
    by: 'rooms',
    says: 'verdict may not import this',
    file: `${LEAKS}/verdict/planted.ts`,
    planted: "import { systemClock } from '@plimsoll/kernel';\nsystemClock.now();\n",
    legal: "import { theilSen } from '@plimsoll/kernel/statistics/theil-sen';\ntheilSen();\n",
  },
  {
    rule: 'sizing knows siblings and statistics alone',
    by: 'rooms',
    says: 'sizing may not import this',
    file: `${POOLS}/sizing/planted.ts`,
    planted: "import '../pool.ts';\n",
    legal: "import './planted-sibling.ts';\n",
  },
  {
    rule: 'the catalogue is pure data',
    by: 'rooms',
    says: 'catalogue may not import this',
    file: `${LEAKS}/metrics.ts`,
    planted: "import { instruments } from '@plimsoll/kernel';\ninstruments;\n",
    legal:
      "import type { MetricSpecs } from '@plimsoll/kernel';\nexport type Specs = MetricSpecs;\n",
  },
  {
    rule: 'a sensor knows no other part of its package',
    by: 'rooms',
    says: 'sensors may not import this',
    file: `${RESOURCES}/sensors/planted.ts`,
    planted: "import '../instrumentation.ts';\n",
    legal:
      "import '../metrics.ts';\nimport '../read/planted-api.ts';\nimport '@plimsoll/kernel';\n",
  },
  {
    rule: 'an adapter knows the client by its type alone',
    by: 'rooms',
    says: 'adapters may not import this',
    file: `${POOLS}/adapters/planted.ts`,
    planted: "import { Pool } from 'vitest';\nnew Pool();\n",
    legal: "import type { Pool } from 'vitest';\nexport type Client = Pool;\n",
  },
  {
    rule: 'a sample knows no verdict',
    by: 'rooms',
    says: 'samples may not import this',
    file: `${LEAKS}/samples/planted.ts`,
    planted: "import '../verdict/planted.ts';\n",
    legal: "import '../metrics.ts';\n",
  },
  {
    rule: 'control rooms know each other only downwards',
    by: 'rooms',
    says: 'pressure may not import this',
    file: `${RESOURCES}/pressure/planted.ts`,
    planted: "import '../admission/planted.ts';\n",
    legal: "import '../forecast/planted.ts';\n",
  },
  {
    rule: 'a control room knows no sensor',
    by: 'rooms',
    says: 'admission may not import this',
    file: `${RESOURCES}/admission/planted.ts`,
    planted: "import '../sensors/planted.ts';\n",
    legal: "import '../pressure/planted.ts';\n",
  },
  {
    rule: 'a processor knows the SDK by its types alone',
    by: 'rooms',
    says: 'the SDK and exporters are for',
    file: `${RESOURCES}/processors/planted.ts`,
    planted: "import '@opentelemetry/sdk-metrics';\n",
    legal:
      "import type { IMetricReader } from '@opentelemetry/sdk-metrics';\nexport type Reader = IMetricReader;\n",
  },
  {
    rule: 'views are plain data',
    by: 'rooms',
    says: 'views may not import this',
    file: `${RESOURCES}/views/planted.ts`,
    planted: "import '../instrumentation.ts';\n",
    legal: "import '../metrics.ts';\n",
  },
  {
    rule: 'nothing else of a library knows the SDK',
    by: 'rooms',
    says: 'the SDK and exporters are for',
    file: `${POOLS}/planted-sdk.ts`,
    planted:
      "import type { IMetricReader } from '@opentelemetry/sdk-metrics';\nexport type Reader = IMetricReader;\n",
    legal: "import type { Meter } from '@opentelemetry/api';\nexport type Reader = Meter;\n",
  },
  {
    rule: 'published packages never know each other',
    by: 'rooms',
    says: 'published packages never know each other',
    file: `${LEAKS}/caches/planted.ts`,
    planted: "import '@plimsoll/otel-resources';\n",
    legal: "import '../instrumentation.ts';\nimport '@plimsoll/kernel';\n",
  },
  {
    rule: 'a library is declared where an installation brings it',
    by: 'rooms',
    says: 'it would be bundled',
    file: `${LEAKS}/evidence/planted.ts`,
    planted: "import 'fast-check';\n",
    legal: "import '@opentelemetry/api';\n",
  },
  {
    rule: 'a library is declared at all',
    by: 'biome',
    says: 'noUndeclaredDependencies',
    file: `${POOLS}/generic/planted.ts`,
    planted: "import 'left-pad';\n",
    legal: "import '@opentelemetry/api';\n",
  },
  {
    rule: 'nobody imports index.ts',
    by: 'rooms',
    says: 'index.ts is for users',
    file: `${RESOURCES}/planted-index.ts`,
    planted: "import './index.ts';\n",
    legal: "import './instrumentation.ts';\n",
  },
  {
    rule: 'nothing that is published knows what is for tests',
    by: 'rooms',
    says: 'it is for tests only',
    file: `${LEAKS}/planted-testing.ts`,
    planted: "import '@plimsoll/kernel/test/sdk';\n",
    legal: "import '@plimsoll/kernel';\n",
  },
  {
    rule: 'an import names what it wants',
    by: 'rooms',
    says: 'a computed import can be anything',
    file: `${RESOURCES}/planted-computed.ts`,
    planted: "const name = 'pg';\nawait import(name);\n",
    legal: "await import('node:os');\n",
  },
  {
    rule: 'a relative import stays in its package (rooms)',
    by: 'rooms',
    says: 'a relative import leaves the package',
    file: `${POOLS}/planted-relative.ts`,
    planted: "import '../../kernel/src/clock.ts';\n",
    legal: "import './metrics.ts';\n",
  },
  {
    rule: 'a relative import stays in its package (turbo)',
    by: 'boundaries',
    says: /clock\.ts/,
    file: `${POOLS}/planted-boundary.ts`,
    planted: "import '../../kernel/src/clock.ts';\n",
    legal: "import './metrics.ts';\n",
  },
  {
    rule: 'imports go round in no circle',
    by: 'biome',
    says: 'noImportCycles',
    file: `${RESOURCES}/planted-circle.ts`,
    planted: "import { b } from './planted-circle-back.ts';\nexport const a: number = b;\n",
    legal: 'export const a: number = 1;\n',
  },
  {
    rule: 'nothing starts a process',
    by: 'biome',
    says: 'noRestrictedImports',
    file: `${RESOURCES}/sensors/planted-process.ts`,
    planted: "import { exec } from 'node:child_process';\nexec('df');\n",
    legal: "import { statfs } from 'node:fs';\nstatfs('/', () => {});\n",
  },
  {
    rule: 'nothing writes to the console',
    by: 'biome',
    says: 'noConsole',
    file: `${LEAKS}/planted-console.ts`,
    planted: "console.log('leak');\n",
    legal: "import { diag } from '@opentelemetry/api';\ndiag.warn('leak');\n",
  },
];

/** Files that a plant leans on; they keep every rule themselves. */
const PROPS = {
  [`${RESOURCES}/read/planted-sibling.ts`]: 'export type Stat = number;\n',
  [`${RESOURCES}/forecast/planted.ts`]: 'export {};\n',
  [`${KERNEL}/statistics/planted-sibling.ts`]: 'export {};\n',
  [`${POOLS}/sizing/planted-sibling.ts`]: 'export {};\n',
  [`${POOLS}/metrics.ts`]: 'export {};\n',
  [`${POOLS}/pool.ts`]: 'export {};\n',
  [`${KERNEL}/clock.ts`]: 'export {};\n',
  [`${RESOURCES}/index.ts`]: 'export {};\n',
  [`${RESOURCES}/metrics.ts`]: 'export {};\n',
  [`${RESOURCES}/instrumentation.ts`]: 'export {};\n',
  [`${LEAKS}/instrumentation.ts`]: 'export {};\n',
  [`${RESOURCES}/planted-circle-back.ts`]:
    "import { a } from './planted-circle.ts';\nexport const b = (): number => a;\n",
};

const houses: string[] = [];
afterAll(() => {
  for (const house of houses) rmSync(house, { recursive: true });
});

/** A copy of this repository's rules and manifests with only the given sources in it. */
function house(sources: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-rooms-'));
  houses.push(root);
  const rules = ['package.json', 'package-lock.json', 'biome.json', 'turbo.json', '.gitignore'];
  for (const path of [...rules, ...globSync('{packages/*,test}/package.json', { cwd: ROOT })])
    cpSync(join(ROOT, path), join(root, path));
  for (const [path, source] of Object.entries(sources)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return root;
}

/** What each linter says about `root`. */
function lint(
  root: string,
): Record<Rule['by'], { readonly status: number; readonly said: string }> {
  const run = (command: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', TURBO_TELEMETRY_DISABLED: '1', CI: '' },
    });
    return { status: status ?? 1, said: stdout + stderr };
  };
  const tool = (name: string): string => join(ROOT, 'node_modules/.bin', name);
  return {
    rooms: run(process.execPath, [join(ROOT, 'test/lint/check.ts'), root]),
    biome: run(tool('biome'), ['lint', '--reporter=github', '--max-diagnostics=none', 'packages']),
    boundaries: run(tool('turbo'), ['boundaries', '--cwd', root]),
  };
}

const planted = lint(
  house({ ...PROPS, ...Object.fromEntries(RULES.map(({ file, planted }) => [file, planted])) }),
);
const legal = lint(
  house({ ...PROPS, ...Object.fromEntries(RULES.map(({ file, legal }) => [file, legal])) }),
);

describe('lint refuses what breaks a rule of the house', () => {
  test.each(RULES)('$rule', ({ by, says, file }) => {
    expect(planted[by].status).not.toBe(0);
    const lines = planted[by].said
      .split('\n')
      .filter((line) => line.includes(by === 'boundaries' ? 'clock.ts' : file));
    expect(lines.join('\n')).toMatch(says);
  });
});

test.each(['rooms', 'biome', 'boundaries'] as const)('%s takes what keeps the rules', (by) => {
  expect(legal[by]).toMatchObject({ status: 0 });
});
