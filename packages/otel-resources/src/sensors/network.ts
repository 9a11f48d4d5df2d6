import { join } from 'node:path';
import { begin, nothing } from '@plimsoll/kernel';
import { openFiles } from '../read/file.ts';
import type { ResourceSensor } from '../sensor.ts';
import { watchInterfaces } from './network-interfaces.ts';
import { lacks } from './required.ts';
import { watchTcp } from './tcp.ts';

/** What the interfaces of the host have carried, and how its TCP fares. */
export const network: ResourceSensor = ({ meter, sampler, faults }, { roots }) => {
  const files = openFiles();
  const devices = files.keep(join(roots.proc, 'net/dev'));
  if (lacks(devices, faults)) return nothing;
  return begin((cleanup) => {
    cleanup.use(files);
    const takeInterfaces = watchInterfaces(cleanup, meter, devices);
    const snmp = files.keep(join(roots.proc, 'net/snmp'));
    const netstat = files.keep(join(roots.proc, 'net/netstat'));
    const takeTcp = lacks(snmp, faults) ? undefined : watchTcp(cleanup, meter, snmp, netstat);
    const take = (): void => {
      takeInterfaces();
      takeTcp?.();
    };
    cleanup.use(sampler.add('network', take));
  });
};
