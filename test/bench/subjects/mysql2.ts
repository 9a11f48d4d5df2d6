import { createRequire } from 'node:module';
import { type OpenLender, subjectsOf } from '../pools.ts';
import type { Subject } from '../subject.ts';

const load = createRequire(import.meta.url);

const { MYSQL_HOST, MYSQL_PORT, MYSQL_USER, MYSQL_PASSWORD } = process.env;
const SERVER = {
  host: MYSQL_HOST ?? '127.0.0.1',
  port: Number(MYSQL_PORT ?? 3306),
  user: MYSQL_USER ?? 'root',
  ...(MYSQL_PASSWORD !== undefined && { password: MYSQL_PASSWORD }),
};

/** Of callbacks, for the pool of promises is a wrapper around it. */
const open: OpenLender = async () => {
  const { createPool } = load('mysql2') as typeof import('mysql2');
  const pool = createPool(SERVER);
  return {
    borrow: (times) =>
      new Promise((resolve, reject) => {
        let left = times;
        const next = (): void =>
          pool.getConnection((error, connection) => {
            if (error) return reject(error);
            connection.release();
            if (--left > 0) return next();
            return resolve();
          });
        next();
      }),
    end: () => pool.promise().end(),
  };
};

export const subjects: Readonly<Record<string, Subject>> = subjectsOf('mysql2', open);
