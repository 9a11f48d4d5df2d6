import { DiagLogLevel, diag } from '@opentelemetry/api';
import mariadb from 'mariadb';
import * as mariadbCallback from 'mariadb/callback';
import mysql from 'mysql2';
import promiseMysql from 'mysql2/promise';
import { afterEach, expect, test, vi } from 'vitest';
import { observePool, readPools } from '../src/index.ts';

const NODE = { host: 'db', database: 'shop', connectionLimit: 3 };
const names = (): string[] => readPools().map(({ name }) => name);

const observations: Disposable[] = [];
function observe(...args: Parameters<typeof observePool>): Disposable {
  const observation = observePool(...args);
  observations.push(observation);
  return observation;
}

afterEach(() => {
  for (const each of observations.splice(0)) each[Symbol.dispose]();
  expect(readPools()).toEqual([]);
});

test('observes the pool that stands below a pool with promises, once for all its faces', () => {
  const pool = mysql.createPool(NODE);
  observe(pool.promise());
  observe(pool);
  observe(promiseMysql.createPool(NODE));
  expect(names()).toEqual(['shop', 'shop#2']);
});

test('observes each node of a cluster, those that it gets later too, by its id', () => {
  const cluster = mysql.createPoolCluster();
  cluster.add('primary', NODE);
  const observation = observe(cluster);
  cluster.add('replica', NODE);
  cluster.add(NODE);
  cluster.add('user:p@ss', NODE);
  expect(names()).toEqual(['primary', 'replica', 'shop', 'shop#2']);
  observation[Symbol.dispose]();
  expect(readPools()).toEqual([]);
  cluster.add('later', NODE);
  expect(readPools()).toEqual([]);
});

test('puts the name that was chosen before the id of a node', () => {
  const cluster = mysql.createPoolCluster();
  cluster.add('primary', NODE);
  cluster.add(NODE);
  observe(cluster, { name: 'orders' });
  expect(names()).toEqual(['orders/primary', 'orders']);
});

test('observes a cluster that is still empty, with promises', () => {
  const cluster = promiseMysql.createPoolCluster();
  observe(cluster);
  expect(readPools()).toEqual([]);
  cluster.add('primary', NODE);
  expect(names()).toEqual(['primary']);
});

test('stays with the first observation of a cluster, and says so once', () => {
  const warn = vi.fn();
  diag.setLogger(
    { warn, error: warn, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const cluster = mysql.createPoolCluster();
  cluster.add('primary', NODE);
  observe(cluster, { name: 'first' });
  observe(cluster, { name: 'second' })[Symbol.dispose]();
  observe(cluster, { name: 'third' });
  diag.disable();
  expect(names()).toEqual(['first/primary']);
  expect(warn).toHaveBeenCalledTimes(1);
});

test('leaves a cluster and its nodes as they were', () => {
  const cluster = mysql.createPoolCluster();
  cluster.add('primary', NODE);
  const node = (cluster as unknown as { _nodes: { primary: { pool: object } } })._nodes.primary;
  const look = () => [cluster, node, node.pool].map((each) => Object.getOwnPropertyNames(each));
  const before = look();
  observePool(cluster)[Symbol.dispose]();
  expect(look()).toEqual(before);
});

test('observes a cluster anew after its observation ended', () => {
  const cluster = mysql.createPoolCluster();
  cluster.add('primary', NODE);
  observe(cluster)[Symbol.dispose]();
  observe(cluster);
  expect(names()).toEqual(['primary']);
});

test('stays silent beneath an override of `add` by somebody else', () => {
  const cluster = mysql.createPoolCluster();
  const observation = observe(cluster);
  const { add } = cluster;
  cluster.add = function (this: unknown, ...args: never[]) {
    return Reflect.apply(add, this, args);
  } as typeof add;
  observation[Symbol.dispose]();
  cluster.add('primary', NODE);
  expect(names()).toEqual([]);
});

test.each([mariadb, mariadbCallback])(
  'observes each node of a cluster of mariadb',
  ({ createPoolCluster }) => {
    const cluster = createPoolCluster();
    cluster.add('primary', { ...NODE, minimumIdle: 0 });
    observe(cluster);
    cluster.add('replica', { ...NODE, minimumIdle: 0 });
    (cluster as unknown as { add(config: object): void }).add({ ...NODE, minimumIdle: 0 });
    expect(names()).toEqual(['primary', 'replica', 'mariadb']);
  },
);
