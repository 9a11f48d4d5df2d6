import type { Socket } from 'node:net';
import { createEmitter, createFaults, fakeClock, LateMeter } from '@plimsoll/kernel';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createProbe } from '../../src/probe.ts';
import type { Sockets } from '../../src/read/sockets.ts';
import type { TcpInfo, TcpInfoReader } from '../../src/read/tcp-info.ts';
import type { MutableReadings } from '../../src/readings.ts';
import type { SensorSettings } from '../../src/sensor.ts';
import { createPeers } from '../../src/sensors/peers.ts';
import { diagnostics } from '../diagnostics.ts';
import { metricsSdk } from '../sdk.ts';

interface Line {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly _handle: { readonly fd: number };
  readonly _server?: object;
}

/** The sensor on connections that are made up, each with a descriptor and what the kernel tells of it. */
async function fixture(peerLimit = 2, reason?: string) {
  const clock = fakeClock();
  const faults = createFaults('@plimsoll/otel-resources');
  const sdk = metricsSdk();
  const infos = new Map<number, TcpInfo>();
  const lines = new Map<number, Line>();
  const readings: MutableReadings = {};
  let disposed = 0;
  const library: TcpInfoReader = {
    read: (fd) => infos.get(fd),
    [Symbol.dispose]: () => void disposed++,
  };
  const opened = Promise.resolve(reason === undefined ? { library } : { reason });
  const sockets = {
    next: () => [...lines.values()] as unknown as readonly Socket[],
  } as unknown as Sockets;
  const settings = { readings, peerLimit, sockets: () => sockets } as unknown as SensorSettings;
  const meter = new LateMeter(faults, sdk.provider.getMeter('test'));
  const context = { meter, clock, faults, emitter: createEmitter('test', '1', faults) };
  const probe = createProbe({
    name: 'peers',
    intervalSeconds: 1,
    faults,
    start: (sampler) => createPeers(() => opened)({ ...context, sampler }, settings),
  });
  onTestFinished(() => probe[Symbol.dispose]());
  const sample = (): void => {
    clock.advance(1);
    probe.run(clock.now());
  };
  sample();
  await opened;
  await Promise.resolve();

  let fd = 10;
  return {
    probe,
    readings,
    sdk,
    sample,
    disposals: () => disposed,
    end: (descriptor: number) => void lines.delete(descriptor),
    tell: (descriptor: number, info: Partial<TcpInfo>) =>
      void infos.set(descriptor, { retransmits: 0, rttSeconds: 0.01, ...info }),
    connect(remotePort: number, server?: object) {
      fd++;
      const line = { remoteAddress: '10.0.0.1', remotePort, _handle: { fd } };
      lines.set(fd, server ? { ...line, _server: server } : line);
      return fd;
    },
  };
}

const of = (metric: string, port?: number): string =>
  port === undefined
    ? `plimsoll.peer.${metric}{network.peer.address=other}`
    : `plimsoll.peer.${metric}{network.peer.address=10.0.0.1,network.peer.port=${port}}`;

describe.runIf(process.platform === 'linux')('peers', () => {
  test('names the busiest peers, and tells the rest together', async () => {
    const { connect, tell, sample, sdk, readings } = await fixture();
    for (const [port, acknowledgedBytes] of [
      [1, 10],
      [2, 3000],
      [3, 200],
      [4, 20],
    ] as const)
      tell(connect(port), { acknowledgedBytes, retransmits: port });
    sample();
    const points = await sdk.points();
    expect(points).toEqual({
      [of('rtt', 2)]: 1,
      [of('rtt', 3)]: 1,
      [of('rtt')]: 2,
      [of('retransmits', 2)]: 2,
      [of('retransmits', 3)]: 3,
      [of('retransmits')]: 5,
    });
    expect(readings.peers?.map(({ port }) => port)).toEqual([2, 3]);
  });

  test('reads the peers that get busy later, though their metrics have no name', async () => {
    const { connect, tell, sample, sdk, readings } = await fixture(1);
    tell(connect(1), { acknowledgedBytes: 10 });
    sample();
    tell(connect(2), { acknowledgedBytes: 10_000, retransmits: 4 });
    sample();
    expect(readings.peers).toEqual([
      { address: '10.0.0.1', port: 2, rttSeconds: 0.01, retransmitted: 4 },
    ]);
    expect((await sdk.points())[of('retransmits')]).toBe(4);
  });

  test('keeps its counts where connections end and come again', async () => {
    const { connect, tell, sample, sdk, end } = await fixture();
    const first = connect(1);
    tell(first, { acknowledgedBytes: 5000, retransmits: 5 });
    sample();
    end(first);
    sample();
    expect((await sdk.points())[of('retransmits', 1)]).toBe(5);
    tell(connect(1), { acknowledgedBytes: 100, retransmits: 1 });
    sample();
    sample();
    expect((await sdk.points())[of('retransmits', 1)]).toBe(6);
  });

  test('records a round trip time where something was acknowledged since', async () => {
    const { connect, tell, sample, sdk } = await fixture();
    const fd = connect(1);
    tell(fd, { acknowledgedBytes: 100 });
    sample();
    sample();
    expect((await sdk.points())[of('rtt', 1)]).toBe(1);
    tell(fd, { acknowledgedBytes: 200 });
    sample();
    expect((await sdk.points())[of('rtt', 1)]).toBe(2);
  });

  test('tells those who connect together in metrics, and by address in readings', async () => {
    const { connect, tell, sample, sdk, readings } = await fixture();
    for (const port of [50_001, 50_002])
      tell(connect(port, {}), { acknowledgedBytes: 1000, retransmits: 1 });
    sample();
    expect(await sdk.points()).toEqual({ [of('rtt')]: 2, [of('retransmits')]: 2 });
    expect(readings.peers).toEqual([{ address: '10.0.0.1', rttSeconds: 0.01, retransmitted: 2 }]);
  });

  test('remembers few of very many peers', async () => {
    const { connect, tell, sample, sdk, end, readings } = await fixture();
    tell(connect(1), { acknowledgedBytes: 1e9 });
    for (let turn = 0; turn < 1000; turn++) {
      const fd = connect(100 + turn);
      tell(fd, { acknowledgedBytes: 10, retransmits: 1 });
      sample();
      end(fd);
    }
    const points = await sdk.points();
    expect(Object.keys(points)).toHaveLength(6);
    expect(points[of('retransmits')]).toBe(999);
    expect(readings.peers?.[0]?.port).toBe(1);
  });

  test('is unsupported without a way to ask the kernel, and says so once', async () => {
    const { debug, warnings } = diagnostics();
    const { probe, sample, sdk } = await fixture(2, 'koffi is not installed');
    sample();
    sample();
    expect(probe.state).toBe('unsupported');
    expect(debug.filter((text) => text.includes('koffi is not installed'))).toHaveLength(1);
    expect(warnings).toEqual([]);
    expect(await sdk.points()).toEqual({});
  });

  test('closes the C library at its end', async () => {
    const { probe, disposals } = await fixture();
    expect(probe.state).toBe('active');
    probe[Symbol.dispose]();
    expect(disposals()).toBe(1);
  });
});
