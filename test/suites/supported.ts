/** What is read of a pool. */
export interface Moment {
  readonly used: number;
  readonly idle: number;
  readonly pending: number;
  readonly limit?: number;
}

export interface Supported {
  /** The oldest minor, as `major.minor`. */
  readonly from: string;
  /** What is installed beside it. */
  readonly beside?: readonly string[];
  /** What must be read at the moments of its probe; as of a pool of two connections where it is not said. */
  readonly expected?: readonly Moment[];
  /** It is probed with a server of its own, which comes with the tests. */
  readonly server?: 'FerretDB';
}

/** Both lent; one more waits; all back; ended. */
export const POOL_OF_TWO: readonly Moment[] = [
  { used: 2, idle: 0, pending: 0, limit: 2 },
  { used: 2, idle: 0, pending: 1, limit: 2 },
  { used: 0, idle: 2, pending: 0, limit: 2 },
  { used: 0, idle: 0, pending: 0, limit: 0 },
];

/** The clients whose versions are run, by their names in the registry. */
export const SUPPORTED: Readonly<Record<string, Supported>> = {
  pg: { from: '8.0' },
  'pg-pool': { from: '3.0', beside: ['pg@8.23.1'] },
  'generic-pool': { from: '3.1' },
  mysql2: { from: '3.0' },
  tarn: { from: '3.0' },
  mariadb: { from: '3.3' },
  /** The limit of its pool shows only when somebody has to wait. */
  redis: {
    from: '5.12',
    expected: [{ used: 2, idle: 0, pending: 0 }, ...POOL_OF_TWO.slice(1)],
  },
  mongodb: { from: '6.13', server: 'FerretDB' },
  /** A command waits for the connection; it stands; ended. */
  ioredis: {
    from: '5.0',
    expected: [
      { used: 0, idle: 0, pending: 1, limit: 1 },
      { used: 1, idle: 0, pending: 0, limit: 1 },
      { used: 0, idle: 0, pending: 0, limit: 0 },
    ],
  },
  /** Of three channels two are open; the third waits for the server; all closed; ended. */
  amqplib: {
    from: '0.10',
    expected: [
      { used: 2, idle: 0, pending: 0, limit: 3 },
      { used: 2, idle: 0, pending: 1, limit: 3 },
      { used: 0, idle: 0, pending: 0, limit: 3 },
      { used: 0, idle: 0, pending: 0, limit: 0 },
    ],
  },
  'sequelize-pool': { from: '6.0' },
  /** Only metrics tell of it, and they have no limit. */
  undici: { from: '7.9', expected: POOL_OF_TWO.map(({ limit, ...read }) => read) },
  /** What is idle is not known. */
  postgres: { from: '3.4', expected: POOL_OF_TWO.map((read) => ({ ...read, idle: 0 })) },
  /** With connections of the probe: they need no server. */
  mssql: { from: '10.0' },
  oracledb: { from: '6.10' },
};

/** The newest patch of each minor from `from` on, in order; a version with a suffix is none. */
export function newestOfEachMinor(versions: readonly string[], from: string): string[] {
  const least = numbers(from);
  const newest = new Map<string, readonly number[]>();
  for (const version of versions) {
    if (!/^\d+\.\d+\.\d+$/.test(version)) continue;
    const [major = 0, minor = 0, patch = 0] = numbers(version);
    if (compare([major, minor], least) < 0) continue;
    const known = newest.get(`${major}.${minor}`);
    if (!known || compare(known, [major, minor, patch]) < 0)
      newest.set(`${major}.${minor}`, [major, minor, patch]);
  }
  return [...newest.values()].sort(compare).map((each) => each.join('.'));
}

function numbers(version: string): number[] {
  return version.split('.').map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((each, index) => each !== b[index]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] ?? 0);
}
