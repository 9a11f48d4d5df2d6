import { expect, test } from 'vitest';
import { sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

const type = 'system.paging.fault.type';

test('paging: reports page faults, swapped pages and the share of swap in use', async () => {
  const { sdk } = start(tree('host'), sensing('paging'));
  expect(await sdk.points()).toMatchObject({
    [`system.paging.faults{${type}=major}`]: 44_095,
    [`system.paging.faults{${type}=minor}`]: 317_287_868,
    [`system.paging.operations{${type}=major,system.paging.direction=in}`]: 120,
    [`system.paging.operations{${type}=major,system.paging.direction=out}`]: 340,
    'system.paging.utilization{system.paging.state=used}': 0.25,
    'system.paging.utilization{system.paging.state=free}': 0.75,
  });
});

test('paging: reads the table every 5 seconds', async () => {
  const roots = livingTree('host');
  const { clock, sdk } = start(roots, sensing('paging'));
  roots.write('proc/vmstat', 'pgfault 317331973\npgmajfault 44096\n');
  const major = async (): Promise<number | undefined> =>
    (await sdk.points())[`system.paging.faults{${type}=major}`];
  clock.advance(4);
  expect(await major()).toBe(44_095);
  clock.advance(1);
  expect(await major()).toBe(44_096);
});

test('paging: reports no share of swap where there is none', async () => {
  const roots = livingTree('host');
  roots.write('proc/meminfo', 'MemTotal: 10 kB\nMemFree: 5 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n');
  const names = Object.keys(await start(roots, sensing('paging')).sdk.points()).join();
  expect(names).toContain('system.paging.faults');
  expect(names).not.toContain('system.paging.utilization');
});
