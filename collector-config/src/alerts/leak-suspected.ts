import type { CaseSeries, Context } from '../alert.ts';
import { current, IDENTITY, INSTANCE } from './identity.ts';

const STATES = ['unknown', 'none', 'suspected', 'confirmed'] as const;

/** Whether the leak detector in the process suspects one of these areas; it alone sees memory after each collection. */
export function leakSuspected(context: Context, areas: string): string {
  const verdict =
    context.metric('plimsoll.memory.leak.status') +
    `{plimsoll_memory_area=~"${areas}",plimsoll_memory_leak_state=~"suspected|confirmed"}`;
  return `max by (${IDENTITY}, plimsoll_memory_area) (${current(context, verdict)}) == 1`;
}

/** Who is suspected, and how fast it grows where that is reported. */
export function leakDescription({ metric, duration }: Context): string {
  return (
    'The leak detector of {{ $labels.job }} on {{ $labels.instance }} has suspected its ' +
    `{{ $labels.plimsoll_memory_area }} for ${duration('5m')}` +
    `{{ with printf "max(${metric('plimsoll.memory.growth.rate')}{job=%q,instance=%q,plimsoll_memory_area=%q})"` +
    ' $labels.job $labels.instance $labels.plimsoll_memory_area | query }}: after full collections it grows by {{ . | first | value | humanize1024 }}B/s{{ end }}. '
  );
}

/** What the detector of the test cases reports of an area; states that are not given are never entered. */
export function detectorSeries(
  { metric }: Context,
  area: string,
  states: Partial<Record<(typeof STATES)[number], string>>,
): CaseSeries[] {
  return STATES.map((state) => ({
    metric: metric('plimsoll.memory.leak.status'),
    labels: { ...INSTANCE, plimsoll_memory_area: area, plimsoll_memory_leak_state: state },
    values: states[state] ?? '0x60',
  }));
}

/** How fast an area of the test cases grows. */
export function growthSeries({ metric }: Context, area: string, values: string): CaseSeries {
  return {
    metric: metric('plimsoll.memory.growth.rate'),
    labels: { ...INSTANCE, plimsoll_memory_area: area },
    values,
  };
}
