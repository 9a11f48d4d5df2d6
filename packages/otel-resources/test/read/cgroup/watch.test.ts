import { expect, test } from 'vitest';
import { livingTree } from '../../trees.ts';
import { open } from './open.ts';

test('sees a limit that changes where it binds within 5 seconds, and elsewhere within a minute', () => {
  const roots = livingTree('v2-parent-only');
  const cgroup = open(roots);
  expect(cgroup.read(0)?.cpu?.limitCores).toBe(0.2);
  roots.write('sys/fs/cgroup/app.slice/cpu.max', '50000 100000\n');
  expect(cgroup.read(5)?.cpu?.limitCores).toBe(0.5);
  roots.write('sys/fs/cgroup/app.slice/worker/cpu.max', '30000 100000\n');
  expect(cgroup.read(59)?.cpu?.limitCores).toBe(0.5);
  expect(cgroup.read(60)?.cpu?.limitCores).toBe(0.3);
});

test('reads CPU, memory in use and pressure each time, and all else every 5 seconds', () => {
  const roots = livingTree('v2-set');
  const write = (name: string, text: string): void => roots.write(`sys/fs/cgroup/${name}`, text);
  const cgroup = open(roots);
  const first = cgroup.read(0);
  write('cpu.stat', 'user_usec 8000000\nsystem_usec 1000000\n');
  write('cpu.pressure', 'some avg10=0.00 avg60=0.00 avg300=0.00 total=9000000\n');
  write('memory.current', '300000001\n');
  write('memory.stat', 'inactive_file 50000000\n');
  write('memory.max', '400000000\n');
  write('memory.events', 'oom_kill 7\n');
  write('pids.current', '13\n');
  write('io.stat', '8:0 rbytes=1 wbytes=2\n');
  const second = cgroup.read(1);
  expect(second?.cpu).toMatchObject({ userSeconds: 8 });
  expect(second?.pressure?.cpu).toEqual({ some: 9 });
  expect(second).toMatchObject({ tasks: first?.tasks, io: first?.io });
  expect(second?.memory).toEqual({
    ...first?.memory,
    usageBytes: 300_000_001,
    workingSetBytes: 200_000_001,
  });
  const last = cgroup.read(3);
  expect(last?.memory).toMatchObject({
    limitBytes: 400_000_000,
    workingSetBytes: 250_000_001,
    events: { oom_kill: 7 },
  });
  expect(last?.tasks?.count).toBe(13);
  expect(last?.io?.devices).toEqual([{ device: '8:0', read: 1, write: 2 }]);
});

test('reads at once what the memory consists of where its usage moves by a hundredth', () => {
  const roots = livingTree('v2-set');
  const use = (usage: number, inactive: number): void => {
    roots.write('sys/fs/cgroup/memory.current', `${usage}\n`);
    roots.write('sys/fs/cgroup/memory.stat', `inactive_file ${inactive}\n`);
  };
  const cgroup = open(roots);
  const workingSet = (now: number): number | undefined => cgroup.read(now)?.memory?.workingSetBytes;
  expect(workingSet(0)).toBe(200_000_000);
  use(302_000_000, 120_000_000);
  expect(workingSet(1)).toBe(202_000_000);
  use(304_000_000, 120_000_000);
  expect(workingSet(2)).toBe(184_000_000);
  use(299_000_000, 90_000_000);
  expect(workingSet(3)).toBe(209_000_000);
});

test('follows a process that is moved within a minute', () => {
  const roots = livingTree('v2-parent-only');
  const cgroup = open(roots);
  expect(cgroup.read(0)?.cpu?.limitCores).toBe(0.2);
  roots.write('proc/self/cgroup', '0::/other\n');
  roots.write('sys/fs/cgroup/other/cpu.max', '70000 100000\n');
  roots.write('sys/fs/cgroup/other/cgroup.events', 'populated 1\n');
  expect(cgroup.read(60)?.cpu?.limitCores).toBe(0.7);
});

test('finds what is counted only later within ten minutes', () => {
  const roots = livingTree('v2-set');
  roots.remove('sys/fs/cgroup/io.stat');
  const cgroup = open(roots);
  expect(cgroup.read(0)?.io).toBeUndefined();
  roots.write('sys/fs/cgroup/io.stat', '8:0 rbytes=1 wbytes=2\n');
  expect(cgroup.read(60)?.io).toBeUndefined();
  expect(cgroup.read(600)?.io).toBeUndefined();
  expect(cgroup.read(601)?.io?.devices).toEqual([{ device: '8:0', read: 1, write: 2 }]);
});

test('names a file that is there and cannot be read', () => {
  const roots = livingTree('v2-set');
  roots.remove('sys/fs/cgroup/memory.stat');
  roots.write('sys/fs/cgroup/memory.stat/in-the-way', '');
  const cgroup = open(roots);
  expect(cgroup.read(0)?.memory).toMatchObject({ usageBytes: 300_000_000 });
  expect(cgroup.unreadable).toEqual(['memory.stat: EISDIR']);
});
