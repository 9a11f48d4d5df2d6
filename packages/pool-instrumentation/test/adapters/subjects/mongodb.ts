import { createRequire } from 'node:module';
import { mongodb } from '../../../src/adapters/mongodb.ts';
import type { PoolAdapter } from '../../../src/pool.ts';
import type { Client, PoolShape } from '../subject.ts';

/** What a pool makes when no server is there. */
export interface FakeConnection {
  readonly id: number;
  closed: boolean;
  idleTime: number;
}

/** The parts of the driver's pool that this test speaks to; it has no types. */
interface DriverPool {
  pending: number;
  poolState: string;
  readonly generation: number;
  ready(): void;
  clear(): void;
  close(): void;
  checkOut(options: { timeoutContext: unknown }): Promise<FakeConnection>;
  checkIn(connection: FakeConnection): void;
  emitAndLog(name: string, event: object): void;
}

const require = createRequire(import.meta.url);
const ConnectionPool: new (server: object, options: object) => DriverPool =
  require('mongodb/lib/cmap/connection_pool.js').ConnectionPool;
const { TimeoutContext, CSOTTimeoutContext } = require('mongodb/lib/timeout.js') as {
  TimeoutContext: { create(options: object): unknown };
  CSOTTimeoutContext: new (options: object) => { readonly serverSelectionTimeout: unknown };
};

/** The driver's own pool; only what makes a connection has no server behind it. */
export class ServerlessPool extends ConnectionPool {
  failure: Error | undefined;
  #made = 0;

  constructor(shape: PoolShape, options: object = {}) {
    super(
      { topology: { client: {} }, description: {}, handleError() {} },
      {
        hostAddress: 'db.example:27017',
        maxPoolSize: shape.max,
        minPoolSize: shape.min ?? 0,
        ...options,
      },
    );
    this.poolState = 'ready';
  }

  createConnection(made: (error?: Error, connection?: FakeConnection) => void): void {
    const id = ++this.#made;
    this.pending++;
    this.emitAndLog('connectionCreated', { connectionId: id });
    setImmediate(() => {
      this.pending--;
      const error = this.poolState === 'ready' ? this.failure : new Error('the pool is closed');
      if (error) {
        this.emitAndLog('connectionClosed', { connectionId: id, reason: 'error', error });
        made(error);
        return;
      }
      this.emitAndLog('connectionReady', { connectionId: id });
      made(undefined, fakeConnection(id, this.generation));
    });
  }
}

function fakeConnection(id: number, generation: number): FakeConnection {
  const silent = { generation, markAvailable() {}, destroy() {} };
  return { id, closed: false, idleTime: 0, ...silent };
}

/** Makes the options of a checkout that waits for `millis`, or for ever. */
export function waiting(millis = 0): () => { timeoutContext: unknown } {
  const waits = { serverSelectionTimeoutMS: 30_000, waitQueueTimeoutMS: millis };
  return () => ({ timeoutContext: TimeoutContext.create(waits) });
}

/** The options of a checkout by an operation that as a whole may take `millis`. */
export function withinOperation(millis: number): { timeoutContext: unknown } {
  const timeoutContext = new CSOTTimeoutContext({
    timeoutMS: millis,
    serverSelectionTimeoutMS: 30_000,
  });
  // The driver selects a server first, and this getter begins the time.
  void timeoutContext.serverSelectionTimeout;
  return { timeoutContext };
}

export const mongodbSubject: Client = {
  adapter: mongodb as unknown as PoolAdapter<never>,
  methods: ['checkOut', 'createConnection', 'emitAndLog'],
  make(shape) {
    const pool = new ServerlessPool(shape);
    const options = waiting(shape.waitMillis);
    return {
      pool,
      acquire: () => pool.checkOut(options()),
      release: (connection) => pool.checkIn(connection as FakeConnection),
      discard(connection) {
        (connection as FakeConnection).closed = true;
        pool.checkIn(connection as FakeConnection);
      },
      failToConnect(error) {
        pool.failure = error;
      },
      end: async () => pool.close(),
    };
  },
};
