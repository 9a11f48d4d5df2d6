import { createRequire } from 'node:module';
import { oracledb } from '../../../src/adapters/oracledb.ts';
import type { Client, PoolShape, Subject } from '../subject.ts';

interface Connection {
  readonly _impl: object;
  close(options?: object): Promise<void>;
}

interface OraclePool {
  _impl: object;
  _setup(options: object, alias?: string): void;
  getConnection(): Promise<Connection>;
  close(): Promise<void>;
}

const require = createRequire(import.meta.url);

/** A connection that is closed knows its session no more. */
const sessionOf = new WeakMap<object, object>();

const READ_BY_STATISTICS = [
  'MaxLifetimeSession',
  'PoolIncrement',
  'PoolMaxPerShard',
  'PoolPingInterval',
  'PoolPingTimeout',
  'PoolTimeout',
  'SodaMetaDataCache',
  'StmtCacheSize',
];

/** The sessions of a pool without a server. */
class FakeSessions {
  readonly #free: object[] = [];
  readonly #shape: PoolShape;
  readonly #Session: new () => object;
  #max: number;
  #open = 0;
  failure: Error | undefined;

  constructor(shape: PoolShape, Session: new () => object) {
    this.#shape = shape;
    this.#Session = Session;
    for (const setting of READ_BY_STATISTICS) Reflect.set(this, `get${setting}`, () => 0);
    this.#max = shape.max;
  }
  getPoolMax = (): number => this.#max;
  getPoolMin = (): number => this.#shape.min ?? 0;
  getConnectionsOpen = (): number => this.#open;
  getConnectionsInUse = (): number => this.#open - this.#free.length;
  /** Where it is connected to, for who traces. */
  _getConnectTraceConfig = (): object => ({});
  reconfigure({ poolMax }: { readonly poolMax: number }): void {
    this.#max = poolMax;
    const dropped = this.#free.splice(0, Math.max(0, this.#open - poolMax));
    this.#open -= dropped.length;
  }
  async close(): Promise<void> {
    this.#open = 0;
    this.#free.length = 0;
  }
  async getConnection(): Promise<object> {
    const free = this.#free.pop();
    if (free) return free;
    await new Promise(setImmediate);
    if (this.failure) throw this.failure;
    this.#open++;
    const close = async (options: { drop?: boolean } = {}): Promise<void> => {
      if (options.drop || this.#open > this.#max) this.#open--;
      else this.#free.push(session);
    };
    const session = Object.assign(new this.#Session(), { close });
    return session;
  }
}

type MakePool = (
  shape: PoolShape,
  options?: object,
  alias?: string,
) => Subject & { readonly pool: OraclePool };

/** Makes pools of a copy of oracledb. */
function poolsOf(Pool: new () => OraclePool, Session: new () => object): MakePool {
  class RememberingPool extends Pool {
    override async getConnection(): Promise<Connection> {
      const connection = await super.getConnection();
      sessionOf.set(connection, connection._impl);
      return connection;
    }
  }

  return (shape, options = {}, alias) => {
    const pool = new RememberingPool();
    const sessions = new FakeSessions(shape, Session);
    pool._impl = sessions;
    pool._setup({ queueMax: 500, queueTimeout: shape.waitMillis ?? 60_000, ...options }, alias);
    return {
      pool,
      acquire: () => pool.getConnection(),
      release: (connection) => void (connection as Connection).close(),
      discard: (connection) => void (connection as Connection).close({ drop: true }),
      failToConnect: (error) => {
        sessions.failure = error;
      },
      async end() {
        await new Promise(setImmediate);
        await pool.close();
      },
    };
  };
}

export const oraclePool: MakePool = poolsOf(
  require('oracledb/lib/pool.js'),
  require('oracledb/lib/impl/connection.js'),
);
export const oracle7Pool: MakePool = poolsOf(
  require('oracledb-7/lib/pool.js'),
  require('oracledb-7/lib/impl/connection.js'),
);

const LACKS = [
  'end that waits',
  'time of creation',
  'word of what is idle',
  'hold on what is being opened',
] as const;

export const oracledbSubject: Client = {
  adapter: oracledb as never,
  methods: ['getConnection', '_processRequest', '_release'],
  lacks: LACKS,
  idOf: (connection) => sessionOf.get(connection as object),
  make: (shape) => oraclePool(shape),
};

/** Its folder has not the name that is hooked. */
export const oracledb7Subject: Client = {
  ...oracledbSubject,
  lacks: [...LACKS, 'class to find'],
  make: (shape) => oracle7Pool(shape),
};
