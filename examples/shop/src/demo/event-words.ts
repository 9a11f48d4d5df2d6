import type { ReceivedEvent } from './receiver.ts';
import { duration, growth, megabytes } from './words.ts';

type Facts = ReceivedEvent['attributes'];

const POOL = 'db.client.connection.pool.name';
const USE = 'plimsoll.pool.connection.use.duration';
const AREA = 'plimsoll.memory.area';
const RATE = 'plimsoll.memory.growth.rate';
const LEFT = 'plimsoll.resource.exhaustion.time_left';
const USED = 'plimsoll.memory.used';
const LIMIT = 'plimsoll.memory.limit';

const WORDS: Readonly<Record<string, (facts: Facts) => string>> = {
  'plimsoll.pool.connection.leak_suspected': (facts) =>
    `pool ${facts[POOL]}: held ${seconds(facts[USE])} by ${site(facts)}`,
  'plimsoll.pool.connection.leak_returned': (facts) =>
    `pool ${facts[POOL]}: back after ${seconds(facts[USE])}`,
  'plimsoll.memory.leak.suspected': (facts) => `leak of ${facts[AREA]} suspected${course(facts)}`,
  'plimsoll.memory.leak.confirmed': (facts) =>
    `leak of ${facts[AREA]} confirmed${course(facts)}${culprit(facts)}`,
  'plimsoll.memory.leak.resolved': (facts) => `leak of ${facts[AREA]} resolved`,
  'plimsoll.memory.near_limit': (facts) =>
    `heap near its limit: ${bytes(facts[USED])} of ${bytes(facts[LIMIT])}${left(facts)}`,
};

/** What a detector says, in one line; an event without words of its own is told by name and attributes. */
export function eventInWords({ name, severity, attributes }: ReceivedEvent): string {
  const words = WORDS[name]?.(attributes) ?? inGeneral(name, attributes);
  return `${severity.padEnd(5)} ${words}`;
}

/** How the shop was set up is no verdict. */
export function isVerdict({ name }: ReceivedEvent): boolean {
  return name !== 'plimsoll.config';
}

function inGeneral(name: string, facts: Facts): string {
  const pairs = Object.entries(facts).map(([key, value]) => `${key.split('.').at(-1)}=${value}`);
  return [name.replace('plimsoll.', ''), ...pairs].join(' ');
}

function course(facts: Facts): string {
  const rate = typeof facts[RATE] === 'number' ? `, ${growth(facts[RATE])}` : '';
  return rate + left(facts);
}

function left(facts: Facts): string {
  return typeof facts[LEFT] === 'number' ? `, full in ${seconds(facts[LEFT])}` : '';
}

function culprit(facts: Facts): string {
  const file = facts['code.file.path'];
  if (typeof file !== 'string') return '';
  const place = `${file.split('/').at(-1)}:${facts['code.line.number']}`;
  return `, by ${facts['code.function.name']} (${place})`;
}

function bytes(value: Facts[string] | undefined): string {
  return megabytes(typeof value === 'number' ? value : null);
}

function seconds(value: Facts[string] | undefined): string {
  return duration(typeof value === 'number' ? value : null);
}

/** The first frame of the application's own. */
function site(facts: Facts): string {
  const frames = String(facts['code.stacktrace'] ?? '').split('\n');
  const own = frames
    .map((frame) => frame.trim())
    .find((frame) => frame.startsWith('at ') && !/node_modules|node:|packages\//.test(frame));
  if (!own) return 'a place not noted yet';
  return own.replace(/^at /, '').replace(/(?:file:\/\/)?[^\s(]*\/([^/\s]+:\d+):\d+/, '$1');
}
