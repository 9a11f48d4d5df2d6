import { amqplib, amqplibModel } from './adapters/amqplib.ts';
import { genericPool } from './adapters/generic-pool.ts';
import { ioredis, ioredisCluster } from './adapters/ioredis.ts';
import { knex } from './adapters/knex.ts';
import { mariadb } from './adapters/mariadb.ts';
import { mariadbCluster } from './adapters/mariadb-cluster.ts';
import { mongodb } from './adapters/mongodb.ts';
import { mongoClient } from './adapters/mongodb-client.ts';
import { mssql } from './adapters/mssql.ts';
import { mysql2 } from './adapters/mysql2.ts';
import {
  mysql2Cluster,
  mysql2PromiseCluster,
  mysql2PromisePool,
} from './adapters/mysql2-groups.ts';
import { oracledb } from './adapters/oracledb.ts';
import { pg } from './adapters/pg.ts';
import { poolLike } from './adapters/pool-like.ts';
import { postgres } from './adapters/postgres.ts';
import { redis, redisFacade } from './adapters/redis.ts';
import { redisPool, redisPoolFacade } from './adapters/redis-pool.ts';
import { resourcePool } from './adapters/resource-pool.ts';
import { sequelize } from './adapters/sequelize.ts';
import { sequelizePool } from './adapters/sequelize-pool.ts';
import { tarn } from './adapters/tarn.ts';
import type { CLIENTS } from './options.ts';
import type { PoolAdapter, PoolGroup } from './pool.ts';

export type Client = (typeof CLIENTS)[number];

/** Where a class is exported, and the methods of which one is the first that is called on an instance. */
export interface Entrances {
  readonly modules: readonly string[];
  readonly firstUses: readonly string[];
}

/** The class of a group, whose pools are found by themselves with what the group knows of them. */
export interface KnownGroupClass extends Entrances {
  readonly group: PoolGroup<never>;
  /** The methods by which the class is known. */
  readonly methods: readonly string[];
  /** Those of them that give an instance other pools, at once or before its next use. */
  readonly makers: readonly string[];
}

/** The clients whose pools have no class that can be found: `observePool` takes them. */
type Given = 'mariadb' | 'postgres' | 'pool-like';

/** How the pools of one client are told, and found by themselves. */
export interface KnownClient extends Entrances {
  readonly adapter: PoolAdapter<never>;
  /** What stands for its pools: facades and clusters. */
  readonly groups?: readonly PoolGroup<never>[];
  /** What is recognised, for those who gave something else. */
  readonly recognises: string;
  readonly groupClasses?: readonly KnownGroupClass[];
}

/** Every client, in the order in which a pool is held against them. */
export const KNOWN_CLIENTS: Readonly<Record<Client | Given, KnownClient>> = {
  pg: {
    adapter: pg as unknown as PoolAdapter<never>,
    recognises: 'pg (pg.Pool, pg-pool 3)',
    modules: ['pg-pool'],
    firstUses: ['connect'],
  },
  'generic-pool': {
    adapter: genericPool as unknown as PoolAdapter<never>,
    recognises: 'generic-pool 3',
    modules: ['generic-pool', 'generic-pool/lib/Pool'],
    firstUses: ['start', 'acquire'],
  },
  plimsoll: {
    adapter: resourcePool as unknown as PoolAdapter<never>,
    recognises: 'createPool',
    modules: [],
    firstUses: [],
  },
  mysql2: {
    adapter: mysql2 as unknown as PoolAdapter<never>,
    groups: [
      mysql2PromisePool as unknown as PoolGroup<never>,
      mysql2Cluster as unknown as PoolGroup<never>,
      mysql2PromiseCluster as unknown as PoolGroup<never>,
    ],
    recognises: 'mysql2 3 (pool, promise pool, cluster)',
    modules: ['mysql2/lib/base/pool', 'mysql2/lib/pool'],
    firstUses: ['getConnection'],
  },
  mariadb: {
    adapter: mariadb as unknown as PoolAdapter<never>,
    groups: [mariadbCluster as unknown as PoolGroup<never>],
    recognises: 'mariadb 3 (pool, cluster)',
    modules: [],
    firstUses: [],
  },
  mongodb: {
    adapter: mongodb as unknown as PoolAdapter<never>,
    groups: [mongoClient as unknown as PoolGroup<never>],
    recognises: 'mongodb 6.13 and later (MongoClient)',
    modules: ['mongodb/lib/cmap/connection_pool'],
    firstUses: ['ready', 'checkOut'],
  },
  tarn: {
    adapter: tarn as unknown as PoolAdapter<never>,
    groups: [knex as unknown as PoolGroup<never>, mssql as unknown as PoolGroup<never>],
    recognises: 'tarn 3 (knex, mssql)',
    modules: ['tarn', 'tarn/dist/Pool'],
    firstUses: ['acquire'],
    groupClasses: [
      {
        group: knex as unknown as PoolGroup<never>,
        methods: ['acquireConnection', 'initializePool'],
        modules: ['knex/lib/client'],
        firstUses: ['acquireConnection'],
        makers: ['initializePool'],
      },
      {
        group: mssql as unknown as PoolGroup<never>,
        methods: ['acquire', '_acquire', '_connect', '_close'],
        modules: ['mssql/lib/base/connection-pool'],
        firstUses: ['acquire'],
        makers: ['_close'],
      },
    ],
  },
  redis: {
    adapter: redis as unknown as PoolAdapter<never>,
    groups: [redisFacade as unknown as PoolGroup<never>],
    recognises: 'redis 5 and 6 (createClient)',
    modules: ['@redis/client/dist/lib/client'],
    firstUses: ['connect'],
  },
  'redis-pool': {
    adapter: redisPool as unknown as PoolAdapter<never>,
    groups: [redisPoolFacade as unknown as PoolGroup<never>],
    recognises: 'redis 5 and 6 (createClientPool)',
    modules: ['@redis/client/dist/lib/client/pool'],
    firstUses: ['connect', 'execute'],
  },
  ioredis: {
    adapter: ioredis as unknown as PoolAdapter<never>,
    groups: [ioredisCluster as unknown as PoolGroup<never>],
    recognises: 'ioredis 5 and 6 (Redis, Cluster)',
    modules: ['ioredis/built/Redis'],
    firstUses: ['connect'],
  },
  oracledb: {
    adapter: oracledb as unknown as PoolAdapter<never>,
    recognises: 'oracledb 6.10 and later',
    modules: ['oracledb/lib/pool'],
    firstUses: ['getConnection'],
  },
  'sequelize-pool': {
    adapter: sequelizePool as unknown as PoolAdapter<never>,
    groups: [sequelize as unknown as PoolGroup<never>],
    recognises: 'sequelize-pool 6 to 8 (sequelize 6)',
    modules: ['sequelize-pool', 'sequelize-pool/lib/Pool'],
    firstUses: ['acquire'],
    groupClasses: [
      {
        group: sequelize as unknown as PoolGroup<never>,
        methods: ['getConnection', 'initPools'],
        modules: ['sequelize/lib/dialects/abstract/connection-manager'],
        firstUses: ['getConnection'],
        makers: ['initPools'],
      },
    ],
  },
  amqplib: {
    adapter: amqplib as unknown as PoolAdapter<never>,
    groups: [amqplibModel as unknown as PoolGroup<never>],
    recognises: 'amqplib 0.10 to 2 (connection)',
    modules: ['amqplib/lib/connection'],
    firstUses: ['freshChannel'],
  },
  postgres: {
    adapter: postgres as unknown as PoolAdapter<never>,
    recognises: 'postgres 3 (sql)',
    modules: [],
    firstUses: [],
  },
  'pool-like': {
    adapter: poolLike as unknown as PoolAdapter<never>,
    recognises: 'a `PoolLike`',
    modules: [],
    firstUses: [],
  },
};

/** What is recognised, in words. */
export const RECOGNISED: string = new Intl.ListFormat('en', { type: 'disjunction' }).format([
  ...Object.values(KNOWN_CLIENTS).map(({ recognises }) => recognises),
  'undici 7.9 and later (Client, Pool, Agent)',
]);
