import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lacking } from '../native.ts';

/** Whether a network namespace of our own can be had, and the tools to change it. */
function possible(): boolean {
  const { status } = spawnSync('unshare', ['-rn', 'sh', '-c', 'ip link show lo && ss -V']);
  if (status !== 0) lacking('a network namespace with ip and ss');
  return status === 0;
}

test.runIf(process.platform === 'linux' && possible())(
  'tells of a peer what ss tells of it, where the network loses segments',
  () => {
    const app = join(import.meta.dirname, '../fixtures/apps/lossy-peer.ts');
    const node = [process.execPath, '--conditions=@plimsoll/source', '--no-warnings', app];
    const { stdout, stderr } = spawnSync('unshare', ['-rn', ...node], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const { port, state, peers, ss } = JSON.parse(stdout);
    expect(state).toBe('active');
    const peer = peers.find((each: { port?: number }) => each.port === port);
    const [, rtt] = ss.match(/ rtt:([\d.]+)\//) ?? [];
    const [, lowest] = ss.match(/ minrtt:([\d.]+)/) ?? [];
    const [, retransmitted] = ss.match(/ retrans:\d+\/(\d+)/) ?? [];
    expect(Number(retransmitted)).toBeGreaterThan(0);
    expect(peer).toMatchObject({ address: '127.0.0.1', retransmitted: Number(retransmitted) });
    // ss rounds to the third digit of a millisecond.
    expect(peer.rttSeconds).toBeCloseTo(Number(rtt) / 1000, 6);
    expect(peer.minRttSeconds).toBeCloseTo(Number(lowest) / 1000, 6);
  },
);
