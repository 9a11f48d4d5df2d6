import { stripVTControlCharacters } from 'node:util';
import { FAULT_KEYS } from '../fault-names.ts';
import { eventInWords, isVerdict } from './event-words.ts';
import type { DemoState } from './state.ts';
import type { Summary } from './summary.ts';
import { THRESHOLDS_IN_WORDS } from './thresholds.ts';
import { bar, clock, duration, fixed, growth, megabytes, percent, sparkline } from './words.ts';

const BAR = 16;
const HEAP_CELLS = 40;
const LEAST_EVENTS = 3;

/** SGR attributes of ECMA-48. */
const style =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;
const bold = style(1);
const dim = style(2);
const inverse = style(7);
const red = style(31);
const green = style(32);
const yellow = style(33);

/** The screen: one line each, none wider than `columns`, no more than `rows`. */
export function render(state: DemoState, columns: number, rows: number): readonly string[] {
  const { stage, durationSeconds, notes } = state;
  const end = Number.isFinite(durationSeconds) ? ` of ${clock(durationSeconds)}` : '';
  const head = [
    `${bold('Plimsoll demo')}  ${clock(state.seconds)}${end}  metrics ${stage.metricsUrl}`,
    `shop ${stage.shopUrl}  database ${stage.database}`,
    ...wrap(`thresholds of this demo: ${THRESHOLDS_IN_WORDS}`.split(/(?<=,) /), ' ', columns).map(
      dim,
    ),
    '',
    ...(state.summary ? gauges(state.summary, state.heapHistory) : ['waiting for /metrics ...']),
    '',
    bold('what the detectors say'),
  ];
  const foot = ['', ...notes.slice(-1).map(dim), ...wrap(faultKeys(state), '  ', columns)];
  const space = Math.max(LEAST_EVENTS, rows - head.length - foot.length);
  const lines = [...head, ...eventLines(state, space), ...foot];
  return lines.slice(0, rows).map((line) => clip(line, columns));
}

function gauges(summary: Summary, heapHistory: readonly number[]): readonly string[] {
  const { cpu, memory, eventLoop, http, pool, leak } = summary;
  const cpuRatio = cpu.usedCpus === null ? null : cpu.usedCpus / cpu.limitCpus;
  const heapRatio =
    memory.heapAfterGcBytes === null || !memory.heapLimitBytes
      ? null
      : memory.heapAfterGcBytes / memory.heapLimitBytes;
  const poolRatio = pool.used === null || !pool.limit ? null : pool.used / pool.limit;
  const row = (name: string, ratio: number | null, text: string): string =>
    `${name.padEnd(11)} ${bar(ratio, BAR)} ${text}`;
  const areas = Object.entries(leak).map(([area, { state, suspicion }]) =>
    verdict(state, `${area} ${state}${suspicion > 0 ? ` ${suspicion.toFixed(2)}` : ''}`),
  );

  return [
    row(
      'cpu',
      cpuRatio,
      `${fixed(cpu.usedCpus, 2)} of ${fixed(cpu.limitCpus, 2)} CPUs  rss ${megabytes(memory.rssBytes)}`,
    ),
    row(
      'event loop',
      eventLoop.utilization,
      `${percent(eventLoop.utilization)} busy  delay p99 ${duration(eventLoop.delayP99Seconds)} max ${duration(eventLoop.delayMaxSeconds)}`,
    ),
    row(
      'heap',
      heapRatio,
      `${megabytes(memory.heapAfterGcBytes)} of ${megabytes(memory.heapLimitBytes)} after GC  ${growth(memory.heapGrowthBytesPerSecond)}`,
    ),
    row(
      'pool',
      poolRatio,
      `${fixed(pool.used)} used ${fixed(pool.idle)} idle ${fixed(pool.pending)} waiting of ${fixed(pool.limit)}  leaked ${fixed(pool.leaks)}`,
    ),
    `${'http'.padEnd(11)} ${fixed(http.requestsPerSecond, 1)} requests/s  p99 ${duration(http.p99Seconds)}  failed ${fixed(http.failuresPerSecond, 1)}/s`,
    '',
    `${'heap trend'.padEnd(11)} ${sparkline(heapHistory.slice(-HEAP_CELLS))}`,
    `${'leak'.padEnd(11)} ${areas.join('  ') || '-'}`,
    `${'pool state'.padEnd(11)} ${pool.state ? verdict(pool.state, pool.state) : '-'}  ${dim(`${pool.name ?? ''} oldest use ${duration(pool.maxUseAgeSeconds)}`)}`,
  ];
}

const COLOURS: Readonly<Record<string, (text: string) => string>> = {
  none: green,
  healthy: green,
  suspected: yellow,
  degraded: yellow,
  confirmed: red,
  exhausted: red,
  unhealthy: red,
};

function verdict(state: string, text: string): string {
  return (COLOURS[state] ?? dim)(text);
}

function eventLines({ events, startedAt }: DemoState, rows: number): readonly string[] {
  // A confirmation is sent once its evidence is in, with the time at which it was made.
  const verdicts = events.filter(isVerdict).toSorted((a, b) => a.time - b.time);
  if (verdicts.length === 0) return [dim('nothing so far')];
  return verdicts
    .slice(-rows)
    .map((event) => `${clock((event.time - startedAt) / 1000)} ${eventInWords(event)}`);
}

function faultKeys({ faults }: DemoState): readonly string[] {
  const keys = faults.map(({ name, active, unavailable }) => {
    if (unavailable) return dim(`(${name}: ${unavailable})`);
    const label = `${FAULT_KEYS[name]} ${name}`;
    return active ? inverse(label) : label;
  });
  return [...keys, 'q quit'];
}

/** Puts the parts on as few lines as hold them. */
function wrap(parts: readonly string[], separator: string, columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = lines.length > 0 ? `${lines.at(-1)}${separator}${part}` : part;
    if (lines.length > 0 && stripVTControlCharacters(longer).length > columns) lines.push(part);
    else lines.splice(-1, 1, longer);
  }
  return lines;
}

const ESCAPE = '\u001b';
const CELLS = new RegExp(`${ESCAPE}\\[\\d+m|[^${ESCAPE}]`, 'gu');

/** Cuts at `columns` cells; the escape sequences take none. */
function clip(line: string, columns: number): string {
  let cells = 0;
  return (line.match(CELLS) ?? [])
    .filter((part) => part.startsWith(ESCAPE) || ++cells <= columns)
    .join('');
}
