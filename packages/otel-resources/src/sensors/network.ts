import { join } from 'node:path';
import { begin, nothing, type SensorContext } from '@plimsoll/kernel';
import { type KeptFile, openFiles } from '../read/file.ts';
import { parseNetworkDevices } from '../read/network-devices.ts';
import type { Portable } from '../read/portable.ts';
import { interfacesToAsk, networkDevicesOf } from '../read/system-information/network.ts';
import type { SocketReadings } from '../readings.ts';
import type { ResourceSensor, SensorSettings } from '../sensor.ts';
import { watchInterfaces } from './network-interfaces.ts';
import { watchLinks } from './network-links.ts';
import { inBackground } from './portable.ts';
import { lacks, required } from './required.ts';
import { seldom } from './seldom.ts';
import { watchSockets } from './sockets.ts';
import { type TcpSample, watchTcp } from './tcp.ts';

/** The kernel sums its tables of TCP over all CPUs, which costs as much as all other reading of a sample. */
const TCP_SECONDS = 10;
/** In no sample with what else is read every 5 seconds. */
const SOONER_SECONDS = 3;

/** What the interfaces of the host have carried, what they can carry, how its TCP fares, and its sockets. */
export const network: ResourceSensor = (context, settings) => {
  const { meter, sampler, faults } = context;
  const { roots, portable, readings } = settings;
  if (portable) return portableNetwork(context, settings, portable);
  const files = openFiles();
  const devices = files.keep(join(roots.proc, 'net/dev'));
  if (lacks(devices, faults)) return nothing;
  return begin((cleanup) => {
    cleanup.use(files);
    const takeInterfaces = watchInterfaces(cleanup, meter);
    const takeLinks = watchLinks(cleanup, meter, roots.sys);
    const keep = (name: string): KeptFile => files.keep(join(roots.proc, 'net', name));
    const [snmp, netstat, sockstat, sockstat6] = [
      keep('snmp'),
      keep('netstat'),
      keep('sockstat'),
      keep('sockstat6'),
    ];
    const watch = lacks(snmp, faults) ? undefined : watchTcp(cleanup, meter, snmp, netstat);
    const count = lacks(sockstat, faults)
      ? undefined
      : watchSockets(cleanup, meter, sockstat, sockstat6);
    let tcp: TcpSample | undefined;
    let sockets: SocketReadings | undefined;
    const readTcp = (): void => {
      tcp = watch?.();
      sockets = count?.(tcp?.established);
    };
    const takeTcp = seldom(TCP_SECONDS, readTcp, SOONER_SECONDS);
    const take = (now: number): void => {
      const interfaces = takeInterfaces(now, required(devices, parseNetworkDevices));
      takeTcp(now);
      readings.network = {
        interfaces: takeLinks(interfaces, now),
        ...(tcp && { tcp: tcp.readings }),
        ...(sockets && { sockets }),
      };
    };
    cleanup.use(sampler.add('network', take));
  });
};

/** Of TCP nothing is told there. */
function portableNetwork(
  { meter, sampler }: SensorContext,
  { readings }: SensorSettings,
  portable: Portable,
): Disposable {
  const asked = inBackground(
    portable,
    'networkStats',
    (answer) => networkDevicesOf(answer, portable.platform),
    () => interfacesToAsk(portable),
  );
  if (!asked) return nothing;
  return begin((cleanup) => {
    const takeInterfaces = watchInterfaces(cleanup, meter);
    const take = (now: number): void => {
      const devices = asked.take(now)?.answer;
      if (devices) readings.network = { interfaces: takeInterfaces(now, devices) };
    };
    cleanup.use(sampler.add('network', take));
  });
}
