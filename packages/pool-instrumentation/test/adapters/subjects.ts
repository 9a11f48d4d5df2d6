import type { Client } from './subject.ts';
import { genericPoolSubject } from './subjects/generic-pool.ts';
import { mariadbCallbackSubject, mariadbSubject } from './subjects/mariadb.ts';
import { mongodbSubject } from './subjects/mongodb.ts';
import { mysql2Subject } from './subjects/mysql2.ts';
import { oracledb7Subject, oracledbSubject } from './subjects/oracledb.ts';
import { pgSubject } from './subjects/pg.ts';
import { plimsollSubject } from './subjects/plimsoll.ts';
import { poolLikeSubject } from './subjects/pool-like.ts';
import { redisPoolSubject } from './subjects/redis-pool.ts';
import { sequelizePoolSubject } from './subjects/sequelize-pool.ts';
import { tarnSubject } from './subjects/tarn.ts';

/** The clients that the contract is held against: the real pools over connections without a server. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  pg: pgSubject,
  'generic-pool': genericPoolSubject,
  plimsoll: plimsollSubject,
  mysql2: mysql2Subject,
  mariadb: mariadbSubject,
  'mariadb/callback': mariadbCallbackSubject,
  mongodb: mongodbSubject,
  tarn: tarnSubject,
  'sequelize-pool': sequelizePoolSubject,
  oracledb: oracledbSubject,
  'oracledb 7': oracledb7Subject,
  'redis-pool': redisPoolSubject,
  'pool-like': poolLikeSubject,
};
