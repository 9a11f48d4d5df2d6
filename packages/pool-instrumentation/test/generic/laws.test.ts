import fc from 'fast-check';
import { test } from 'vitest';
import { check, createWorld, type World } from './world.ts';

/** What a step of a run does to a pool; the numbers choose among what is there. */
type Step =
  | readonly ['acquire', priority: number]
  | readonly ['release' | 'destroy', lease: number]
  | readonly ['abort', request: number]
  | readonly ['resize', limit: number]
  | readonly ['settle', call: number, how: 'well' | 'badly']
  | readonly ['pass', seconds: number];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('acquire' as const), fc.nat(3)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('release' as const), fc.nat(20)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('destroy' as const), fc.nat(20)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('abort' as const), fc.nat(20)) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constant('resize' as const), fc.integer({ min: 1, max: 5 })),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constant('settle' as const),
      fc.nat(20),
      fc.constantFrom('well' as const, 'well' as const, 'badly' as const),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constant('pass' as const), fc.constantFrom(0.02, 0.3, 1.1, 4, 12)),
  },
);

/** One step as a command of fast-check's model-based runs: it can be left out where there is nothing to do it to. */
class StepCommand implements fc.AsyncCommand<object, World> {
  readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  check(): boolean {
    return true;
  }

  async run(_model: object, world: World): Promise<void> {
    const [what, which, how] = this.step;
    if (what === 'acquire') world.acquire(which);
    else if (what === 'abort') world.abort(which);
    else if (what === 'resize') world.resize(which);
    else if (what === 'settle') world.settle(which, how as 'well' | 'badly');
    else if (what === 'pass') world.clock.advance(which);
    else world.giveBack(which, what);
    await world.turn();
    check(world);
  }

  toString(): string {
    return this.step.join(' ');
  }
}

const shape = fc
  .record({
    max: fc.integer({ min: 1, max: 4 }),
    minIdle: fc.nat(2),
    validates: fc.boolean(),
    maxUses: fc.constantFrom(2, Number.POSITIVE_INFINITY),
  })
  .map(({ minIdle, ...rest }) => ({ ...rest, minIdle: Math.min(minIdle, rest.max) }));

test('keeps its laws whatever fails, hangs, is given up or comes late', {
  timeout: 300_000,
}, async () => {
  const commands = fc.commands([step.map((each) => new StepCommand(each))], {
    maxCommands: 60,
    size: 'max',
  });
  await fc.assert(
    fc.asyncProperty(shape, commands, async (options, steps) => {
      const world = createWorld(options);
      await fc.asyncModelRun(() => ({ model: {}, real: world }), steps);
      await world.recover();
      await world.end();
    }),
    { numRuns: 400 },
  );
});
