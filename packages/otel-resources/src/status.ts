import { type Cleanup, instruments, type LateMeter } from '@plimsoll/kernel';
import { METRICS } from './metrics.ts';
import type { ProbeState } from './readings.ts';
import { series } from './sensors/series.ts';

/**
 * Tells the state of every probe: 1 for the one it is in, 0 for those it was in. All states of all probes would be a
 * quarter of our series: only `failing` is told before it comes, so that its rise can be seen.
 */
export function probeStatus(
  cleanup: Cleanup,
  meter: LateMeter,
): (name: string, state: ProbeState) => void {
  const { status } = instruments(meter, { status: METRICS.probeStatus });
  const points = series(cleanup, status, []);
  const probes = new Map<string, Map<ProbeState, number>>();
  const last = new Map<string, ProbeState>();
  return (name, state) => {
    if (last.get(name) === state) return;
    last.set(name, state);
    const known = probes.get(name) ?? new Map<ProbeState, number>();
    probes.set(name, known);
    const told: readonly ProbeState[] = state === 'active' ? [state, 'failing'] : [state];
    for (const each of told) {
      if (known.has(each)) continue;
      const attributes = { 'plimsoll.probe.name': name, 'plimsoll.probe.state': each };
      known.set(each, points.add(attributes));
    }
    for (const [each, index] of known) points.set(index, each === state ? 1 : 0);
  };
}
