import { createFaults, fakeClock, type InstrumentationContext, LateMeter } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { startResources } from '../src/start.ts';
import { diagnostics } from './diagnostics.ts';
import { sensing, start } from './start.ts';
import { livingTree } from './trees.ts';

const status = (name: string, state: string): string =>
  `plimsoll.probe.status{plimsoll.probe.name=${name},plimsoll.probe.state=${state}}`;

test('a file that cannot be read is one diagnostic, and the other sensors go on', async () => {
  const { warnings } = diagnostics();
  const roots = livingTree('host', 'v2-set');
  roots.remove('proc/meminfo');
  roots.write('proc/meminfo/in-the-way', '');
  const { clock, sdk } = start(roots);
  clock.advance(200);
  const points = await sdk.points();
  expect(warnings).toEqual([
    expect.stringMatching(/memory: failed, is tried again: cannot read .*meminfo: EISDIR$/),
  ]);
  expect(points).toMatchObject({
    [status('memory', 'failing')]: 1,
    [status('cpu', 'active')]: 1,
    'system.cpu.logical.count': 2,
  });
  expect(points).not.toHaveProperty('system.memory.limit');
});

test('a file that goes is one diagnostic, and its sensor recovers when it is back', async () => {
  const { warnings } = diagnostics();
  const roots = livingTree('host');
  const { clock, sdk } = start(roots, sensing('memory'));
  roots.vanish('proc/meminfo');
  clock.advance(10);
  expect(await sdk.points()).toMatchObject({ [status('memory', 'failing')]: 1 });
  expect(warnings).toEqual([expect.stringMatching(/cannot read .*meminfo: ENOENT$/)]);
  roots.write('proc/meminfo', 'MemTotal: 10 kB\nMemFree: 5 kB\n');
  clock.advance(60);
  expect(await sdk.points()).toMatchObject({
    [status('memory', 'active')]: 1,
    'system.memory.limit': 10_240,
  });
});

test('a cgroup that goes is one diagnostic, and is told again when there is one', async () => {
  const { warnings } = diagnostics();
  const roots = livingTree('v2-parent-only');
  const { clock, sdk } = start(roots, sensing('cgroup'));
  for (const name of ['cpu.stat', 'cpu.max', 'memory.max', 'memory.current', 'memory.stat'])
    roots.vanish(`sys/fs/cgroup/app.slice/${name}`);
  roots.remove('sys/fs/cgroup/app.slice');
  clock.advance(30);
  expect(await sdk.points()).toMatchObject({ [status('cgroup', 'failing')]: 1 });
  expect(warnings).toEqual([expect.stringContaining('the cgroup is gone')]);
  roots.write('sys/fs/cgroup/cgroup.events', 'populated 1\n');
  roots.write('sys/fs/cgroup/cpu.max', '70000 100000\n');
  clock.advance(120);
  expect(await sdk.points()).toMatchObject({
    [status('cgroup', 'active')]: 1,
    'plimsoll.container.cpu.limit': 0.7,
  });
});

test('a file that changes its shape is one diagnostic, and its sensor recovers', async () => {
  const { warnings } = diagnostics();
  const roots = livingTree('host');
  const { clock, sdk } = start(roots, sensing('cpu', 'memory'));
  roots.write('proc/stat', 'of another kernel\n');
  clock.advance(10);
  const failing = await sdk.points();
  expect(failing).toMatchObject({
    [status('cpu', 'failing')]: 1,
    [status('cpu', 'active')]: 0,
    [status('memory', 'active')]: 1,
  });
  expect(warnings).toEqual([expect.stringMatching(/cpu: failed.*cannot understand .*stat$/)]);
  roots.write('proc/stat', 'cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4\n');
  clock.advance(60);
  expect(await sdk.points()).toMatchObject({
    [status('cpu', 'failing')]: 0,
    [status('cpu', 'active')]: 1,
    'system.cpu.logical.count': 1,
  });
  expect(warnings).toHaveLength(1);
});

test('says which files of the cgroup cannot be read, and tells the others', async () => {
  const { warnings } = diagnostics();
  const roots = livingTree('host', 'v2-set');
  roots.remove('sys/fs/cgroup/memory.stat');
  roots.write('sys/fs/cgroup/memory.stat/in-the-way', '');
  const { clock, sdk } = start(roots, sensing('cgroup'));
  clock.advance(120);
  expect(warnings).toEqual([expect.stringContaining('cgroup: cannot read memory.stat: EISDIR')]);
  expect(await sdk.points()).toMatchObject({ 'container.memory.usage': 300_000_000 });
});

test('a start that fails leaves nothing behind', () => {
  diagnostics();
  let timers = 0;
  const clock = fakeClock();
  const callbacks = new Set<unknown>();
  const meter = new LateMeter(createFaults('test'));
  const create = meter.create.bind(meter);
  Object.assign(meter, {
    create: (spec: { name: string }) => {
      if (spec.name === 'plimsoll.probe.status') throw new Error('no instruments left');
      const made = create(spec as never) as { addCallback?: (each: unknown) => void };
      if (!made.addCallback) return made;
      return {
        addCallback: (each: unknown) => callbacks.add(each),
        removeCallback: (each: unknown) => callbacks.delete(each),
      };
    },
  });
  const context = {
    meter,
    faults: createFaults('test'),
    clock: {
      ...clock,
      every: () => {
        timers++;
        return { [Symbol.dispose]: () => void timers-- };
      },
    },
  } as unknown as InstrumentationContext;
  const roots = livingTree('host', 'v2-set');
  const starting = (): unknown =>
    startResources(context, {
      intervalSeconds: 1,
      delayWindowSeconds: () => 60,
      peerLimit: 8,
      unitLimit: 50,
      disabled: [],
      host: true,
      mainThread: true,
      sampled: () => {},
      roots,
    });
  expect(starting).toThrow('no instruments left');
  expect([timers, callbacks.size]).toEqual([0, 0]);
});
