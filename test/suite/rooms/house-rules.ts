import type { Rule } from './rule.ts';

const RESOURCES = 'packages/otel-resources/src';
const POOLS = 'packages/pool-instrumentation/src';
const LEAKS = 'packages/memory-leak-detector/src';
const KERNEL = 'packages/kernel/src';

/** What Biome and Turborepo refuse. */
export const HOUSE_RULES: readonly Rule[] = [
  {
    rule: 'a reader gets time with the sample',
    by: 'biome',
    says: 'noRestrictedGlobals',
    file: `${RESOURCES}/read/planted-clock.ts`,
    planted: 'export const at: number = Date.now();\n',
    legal: 'export const since = (at: number): number => at;\n',
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
    rule: 'a library is declared at all',
    by: 'biome',
    says: 'noUndeclaredDependencies',
    file: `${POOLS}/generic/planted.ts`,
    planted: "import 'left-pad';\n",
    legal: "import '@opentelemetry/api';\n",
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
