import { join } from 'node:path';
import { begin, nothing } from '@plimsoll/kernel';
import { openFiles } from '../read/file.ts';
import type { TcpReadings } from '../readings.ts';
import type { ResourceSensor } from '../sensor.ts';
import { watchInterfaces } from './network-interfaces.ts';
import { lacks } from './required.ts';
import { seldom } from './seldom.ts';
import { watchTcp } from './tcp.ts';

/** The kernel sums its tables of TCP over all CPUs, which costs as much as all other reading of a sample. */
const TCP_SECONDS = 5;

/** What the interfaces of the host have carried, and how its TCP fares. */
export const network: ResourceSensor = ({ meter, sampler, faults }, { roots, readings }) => {
  const files = openFiles();
  const devices = files.keep(join(roots.proc, 'net/dev'));
  if (lacks(devices, faults)) return nothing;
  return begin((cleanup) => {
    cleanup.use(files);
    const takeInterfaces = watchInterfaces(cleanup, meter, devices);
    const snmp = files.keep(join(roots.proc, 'net/snmp'));
    const netstat = files.keep(join(roots.proc, 'net/netstat'));
    let tcp: TcpReadings | undefined;
    const watch = lacks(snmp, faults) ? undefined : watchTcp(cleanup, meter, snmp, netstat);
    const takeTcp = seldom(TCP_SECONDS, () => {
      tcp = watch?.();
    });
    const take = (now: number): void => {
      const interfaces = takeInterfaces(now);
      takeTcp(now);
      readings.network = { interfaces, ...(tcp && { tcp }) };
    };
    cleanup.use(sampler.add('network', take));
  });
};
