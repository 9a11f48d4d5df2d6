import { expect, test } from 'vitest';
import type { CgroupSample } from '../../../src/read/cgroup/index.ts';
import type { Roots } from '../../../src/read/roots.ts';
import { livingTree, tree } from '../../trees.ts';
import { open } from './open.ts';

/** What is read, with levels below the mount point. */
function read(roots: Roots): CgroupSample | undefined {
  const sample = open(roots).read(0);
  return sample && JSON.parse(JSON.stringify(sample).replaceAll(`${roots.sys}/fs/cgroup`, ''));
}

const STALL = { some: 4.1, full: 3.1 };

test('reads cgroup v2 with limits', () => {
  expect(read(tree('v2-set'))).toEqual({
    cpu: {
      level: '',
      limitCores: 1.5,
      userSeconds: 6,
      systemSeconds: 3,
      periods: 200,
      throttledPeriods: 50,
      throttledSeconds: 2.5,
    },
    memory: {
      level: '',
      limitBytes: 500_000_000,
      usageBytes: 300_000_000,
      workingSetBytes: 200_000_000,
      anonymousBytes: 150_000_000,
      majorFaults: 40,
      minorFaults: 4960,
      events: { low: 0, high: 3, max: 2, oom: 1, oom_kill: 1, oom_group_kill: 0 },
    },
    tasks: { count: 12, limit: 100 },
    io: {
      level: '',
      devices: [
        { device: '8:0', read: 4_096_000, write: 2_048_000 },
        { device: '259:0', read: 81_920, write: 40_960 },
      ],
    },
    pressure: {
      cpu: expect.objectContaining({ some: expect.closeTo(STALL.some) }),
      memory: expect.objectContaining({ full: expect.closeTo(STALL.full) }),
      io: expect.anything(),
    },
  });
});

test('reads only the parts that are wanted', () => {
  expect(Object.keys(open(tree('v2-set'), ['cpu']).read(0) ?? {})).toEqual(['cpu']);
});

test('tells no limit where cgroup v2 says max', () => {
  const sample = read(tree('v2-unset'));
  expect(sample?.cpu).not.toHaveProperty('limitCores');
  expect(sample?.memory).not.toHaveProperty('limitBytes');
  expect(sample?.tasks).toEqual({ count: 12 });
});

test('counts kills of cgroup v1 from the own cgroup up to the limit, and failed charges at the limit', () => {
  const roots = livingTree('v1');
  const write = (path: string, text: string): void =>
    roots.write(`sys/fs/cgroup/memory/${path}`, text);
  roots.write('proc/self/cgroup', '9:memory:/docker/abc/app/worker\n');
  for (const [directory, kills] of [
    ['app', 2],
    ['app/worker', 3],
  ] as const) {
    write(`${directory}/memory.limit_in_bytes`, '9223372036854771712\n');
    write(`${directory}/memory.oom_control`, `under_oom 0\noom_kill ${kills}\n`);
    write(`${directory}/memory.failcnt`, '7\n');
  }
  expect(read(roots)?.memory).toMatchObject({
    level: '/memory',
    events: { max: 365, oom_kill: 1 + 2 + 3 },
  });
});

test('finds the limit of an ancestor and what it costs there', () => {
  const sample = read(tree('v2-parent-only'));
  expect(sample?.cpu).toMatchObject({
    level: '/app.slice',
    limitCores: 0.2,
    throttledPeriods: 50,
    throttledSeconds: 2.5,
  });
  expect(sample?.memory).toMatchObject({
    level: '/app.slice',
    limitBytes: 209_715_200,
    usageBytes: 260_000_000,
  });
  expect(sample?.tasks).toEqual({ count: 12 });
});

test('binds the lowest of several limits', () => {
  const roots = livingTree('v2-parent-only');
  roots.write('sys/fs/cgroup/app.slice/worker/cpu.max', '10000 100000\n');
  roots.write('sys/fs/cgroup/app.slice/worker/memory.max', '400000000\n');
  expect(read(roots)).toMatchObject({
    cpu: { level: '/app.slice/worker', limitCores: 0.1 },
    memory: { level: '/app.slice', limitBytes: 209_715_200 },
  });
});

test.each([
  ['behind a bind mount of the host', 'v2-bind-mount', 2],
  ['in a namespace that was not mounted anew', 'v2-not-remounted', 3],
  ['whose directory is gone', 'v2-removed', 0.5],
])('finds a cgroup %s', (_, name, limitCores) => {
  expect(read(tree(name))?.cpu).toMatchObject({ level: '', limitCores });
});

test('does not leave the mount after a path that lies outside of it', () => {
  const roots = livingTree('v2-set');
  roots.write('proc/self/cgroup', '0::/../neighbour\n');
  roots.write('sys/fs/neighbour/cgroup.events', 'populated 1\n');
  roots.write('sys/fs/neighbour/cpu.max', '10000 100000\n');
  expect(read(roots)?.cpu).toMatchObject({ level: '', limitCores: 1.5 });
});

test('takes the mount point of cgroup v1 where the directory is gone', () => {
  const roots = livingTree('v1-unlimited');
  roots.write('proc/self/cgroup', '9:memory:/docker/abc/gone\n');
  expect(read(roots)?.memory).toMatchObject({ level: '/memory', usageBytes: 300_000_000 });
});

test('reads cgroup v1 in the same units', () => {
  expect(read(tree('v1'))).toEqual({
    cpu: {
      level: '/cpu,cpuacct',
      limitCores: 0.2,
      userSeconds: 6,
      systemSeconds: 3,
      periods: 33,
      throttledPeriods: 30,
      throttledSeconds: 2.5,
    },
    memory: {
      level: '/memory',
      limitBytes: 83_886_080,
      usageBytes: 300_000_000,
      workingSetBytes: 200_000_000,
      anonymousBytes: 150_000_000,
      majorFaults: 40,
      minorFaults: 4960,
      events: { max: 365, oom_kill: 1 },
    },
    tasks: { count: 12, limit: 64 },
    io: { level: '/blkio', devices: [{ device: '8:0', read: 4_096_000, write: 2_048_000 }] },
  });
});

test('tells no limit where cgroup v1 says the highest number of pages', () => {
  const sample = read(tree('v1-unlimited'));
  expect(sample?.cpu).not.toHaveProperty('limitCores');
  expect(sample?.memory).not.toHaveProperty('limitBytes');
  expect(sample?.tasks).toEqual({ count: 12 });
});

test('takes the limit of a cgroup v1 ancestor that is out of sight', () => {
  const roots = livingTree('v1-unlimited');
  roots.write(
    'sys/fs/cgroup/memory/memory.stat',
    'hierarchical_memory_limit 70000000\ntotal_inactive_file 1\n',
  );
  expect(read(roots)?.memory?.limitBytes).toBe(70_000_000);
});

test('reads limits from v1 and pressure from v2 on a hybrid', () => {
  const sample = read(tree('hybrid'));
  expect(sample?.cpu).toMatchObject({ limitCores: 0.2, userSeconds: 6 });
  expect(sample?.io?.devices).toHaveLength(1);
  expect(sample?.pressure).toEqual({
    cpu: { some: expect.closeTo(4.1), full: expect.closeTo(3.1) },
  });
});

test('takes the device counts of an older cgroup v1, which leave out the children', () => {
  const roots = livingTree('v1');
  const stat = 'sys/fs/cgroup/blkio/blkio.throttle.io_service_bytes';
  roots.remove(`${stat}_recursive`);
  roots.write(stat, '8:0 Read 1\n8:0 Write 2\n8:0 Total 3\nTotal 3\n');
  expect(read(roots)?.io?.devices).toEqual([{ device: '8:0', read: 1, write: 2 }]);
});

test('tells no device where the cgroup has used none', () => {
  const [v1, v2] = [livingTree('v1'), livingTree('v2-set')];
  v1.write('sys/fs/cgroup/blkio/blkio.throttle.io_service_bytes_recursive', 'Total 0\n');
  v2.write('sys/fs/cgroup/io.stat', '');
  expect(read(v1)?.io?.devices).toEqual([]);
  expect(read(v2)?.io?.devices).toEqual([]);
});

test('takes the root of the machine for no cgroup', () => {
  expect(read(tree('host'))).toBeUndefined();
  const roots = livingTree('v1');
  for (const name of ['cpu,cpuacct', 'memory', 'pids', 'blkio'])
    roots.write(`sys/fs/cgroup/${name}/release_agent`, '\n');
  expect(read(roots)).toBeUndefined();
});

test('has nothing where there is no /proc', () => {
  expect(read(tree('nowhere'))).toBeUndefined();
});
