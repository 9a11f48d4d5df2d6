import { describe, expect, test } from 'vitest';
import { house, lint } from './rooms/house.ts';
import { HOUSE_RULES } from './rooms/house-rules.ts';
import { ROOM_RULES } from './rooms/room-rules.ts';

const RULES = [...ROOM_RULES, ...HOUSE_RULES];

const RESOURCES = 'packages/otel-resources/src';
const POOLS = 'packages/pool-instrumentation/src';
const LEAKS = 'packages/memory-leak-detector/src';
const KERNEL = 'packages/kernel/src';

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
