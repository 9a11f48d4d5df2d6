import type { EventSpecs, MetricSpecs } from '@plimsoll/kernel';

const POOL = 'db.client.connection.pool.name';

/** Every metric that this package emits; `db.*` as in semantic conventions 1.45. */
export const METRICS = {
  count: {
    name: 'db.client.connection.count',
    instrument: 'observableUpDownCounter',
    unit: '{connection}',
    valueType: 'int',
    description:
      'The number of connections that are currently in the state that `db.client.connection.state` names.',
    attributes: [POOL, 'db.client.connection.state'],
    stability: 'development',
  },
  idleMax: {
    name: 'db.client.connection.idle.max',
    instrument: 'observableUpDownCounter',
    unit: '{connection}',
    valueType: 'int',
    description: 'The maximum number of idle open connections allowed.',
    attributes: [POOL],
    stability: 'development',
  },
  idleMin: {
    name: 'db.client.connection.idle.min',
    instrument: 'observableUpDownCounter',
    unit: '{connection}',
    valueType: 'int',
    description: 'The minimum number of idle open connections allowed.',
    attributes: [POOL],
    stability: 'development',
  },
  limit: {
    name: 'db.client.connection.limit',
    instrument: 'observableUpDownCounter',
    unit: '{connection}',
    valueType: 'int',
    description: 'The maximum number of open connections allowed.',
    attributes: [POOL],
    stability: 'development',
  },
  pendingRequests: {
    name: 'db.client.connection.pending_requests',
    instrument: 'observableUpDownCounter',
    unit: '{request}',
    valueType: 'int',
    description: 'The number of current pending requests for an open connection.',
    attributes: [POOL],
    stability: 'development',
  },
  timeouts: {
    name: 'db.client.connection.timeouts',
    instrument: 'counter',
    unit: '{timeout}',
    valueType: 'int',
    description:
      'The number of connection timeouts that have occurred trying to obtain a connection from the pool.',
    attributes: [POOL],
    stability: 'development',
  },
  createTime: {
    name: 'db.client.connection.create_time',
    instrument: 'histogram',
    unit: 's',
    valueType: 'double',
    description: 'The time it took to create a new connection.',
    attributes: [POOL],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    stability: 'development',
  },
  waitTime: {
    name: 'db.client.connection.wait_time',
    instrument: 'histogram',
    unit: 's',
    valueType: 'double',
    description: 'The time it took to obtain an open connection from the pool.',
    attributes: [POOL],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    stability: 'development',
  },
  useTime: {
    name: 'db.client.connection.use_time',
    instrument: 'histogram',
    unit: 's',
    valueType: 'double',
    description: 'The time between borrowing a connection and returning it to the pool.',
    attributes: [POOL],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    stability: 'development',
  },
  maxUseAge: {
    name: 'plimsoll.pool.connection.max_use_age',
    instrument: 'observableGauge',
    unit: 's',
    valueType: 'double',
    description: 'Age of the oldest connection checkout that has not been returned.',
    attributes: [POOL],
    stability: 'development',
  },
  longHeld: {
    name: 'plimsoll.pool.connection.long_held.count',
    instrument: 'observableUpDownCounter',
    unit: '{connection}',
    valueType: 'int',
    description: 'Number of connections checked out for longer than the leak threshold.',
    attributes: [POOL],
    stability: 'development',
  },
  leaks: {
    name: 'plimsoll.pool.connection.leaks',
    instrument: 'counter',
    unit: '{connection}',
    valueType: 'int',
    description: 'Number of connections that exceeded the leak threshold.',
    attributes: [POOL],
    stability: 'development',
  },
  closed: {
    name: 'plimsoll.pool.connection.closed',
    instrument: 'counter',
    unit: '{connection}',
    valueType: 'int',
    description: 'Number of connections closed by the pool.',
    attributes: [POOL, 'plimsoll.pool.connection.close.reason'],
    stability: 'development',
  },
  utilization: {
    name: 'plimsoll.pool.connection.utilization',
    instrument: 'observableGauge',
    unit: '1',
    valueType: 'double',
    description: 'Fraction of the connection limit in use.',
    attributes: [POOL],
    stability: 'development',
  },
  status: {
    name: 'plimsoll.pool.status',
    instrument: 'observableUpDownCounter',
    unit: '1',
    valueType: 'int',
    description: 'Pool status: `1` for the current state, `0` for the others.',
    attributes: [POOL, 'plimsoll.pool.state'],
    stability: 'development',
  },
} as const;

METRICS satisfies MetricSpecs;

/** Every event that this package emits. */
export const EVENTS = {
  leakSuspected: {
    name: 'plimsoll.pool.connection.leak_suspected',
    severity: 'WARN',
    description: 'A connection has been checked out for longer than the leak threshold.',
    attributes: [
      POOL,
      'db.system.name',
      'db.namespace',
      'plimsoll.pool.connection.use.duration',
      'plimsoll.pool.connection.used',
      'plimsoll.pool.connection.idle',
      'plimsoll.pool.connection.allowed',
      'plimsoll.pool.request.pending',
      'plimsoll.pool.connection.site.status',
      'code.stacktrace',
    ],
  },
  leakReturned: {
    name: 'plimsoll.pool.connection.leak_returned',
    severity: 'INFO',
    description: 'A connection that was reported as a suspected leak has been returned to its pool.',
    attributes: [
      POOL,
      'db.system.name',
      'db.namespace',
      'plimsoll.pool.connection.use.duration',
    ],
  },
} as const;

EVENTS satisfies EventSpecs;
