import { join } from 'node:path';
import { lineResults, mochaResults, pokuResults, type Results, tapResults } from './results.ts';

/** A program of the folder's own `node_modules/.bin`, or of the path, with its arguments as a shell takes them. */
export type Command = readonly [program: string, ...args: string[]];

/** The test suite of one client, as its authors wrote it. */
export interface Suite {
  /** How to get it, from an empty folder to one that can be given as `--path`. */
  readonly get: readonly string[];
  /** What must run beside it. */
  readonly needs: string;
  /** The files that have the class of the pools, in `--path`, by the name under which the client's users load each. */
  readonly classes?: Readonly<Record<string, string>>;
  /** The files of the classes whose instances are given to `observePool`, where it finds none by itself. */
  readonly given?: readonly string[];
  readonly run: Command;
  /** Runs the files that are appended. The names of the results begin with their file. */
  readonly runFiles?: Command;
  readonly environment?: Readonly<Record<string, string>>;
  readonly results: (output: string) => Results;
}

const clone = (repository: string, ref: string, install: string): string[] => [
  `git clone https://github.com/${repository} . && git checkout ${ref}`,
  install,
];

/** Files, or patterns of them, are appended. */
export const NODE_TEST: Command = [
  'node',
  '--expose-gc',
  '--test',
  '--test-concurrency=1',
  '--test-timeout=180000',
  `--test-reporter=${join(import.meta.dirname, 'reporter.mjs')}`,
];

export const SUITES: Readonly<Record<string, Suite>> = {
  'generic-pool': {
    get: clone('coopernurse/node-pool', 'v3.9.0', 'npm install --ignore-scripts'),
    needs: 'nothing',
    classes: { 'generic-pool/lib/Pool': 'lib/Pool.js' },
    run: ['tap', 'test/*-test.js', '--no-coverage', '--reporter=tap'],
    results: (output) => tapResults(output, 1),
  },
  'pg-pool': {
    get: [
      'git clone https://github.com/brianc/node-postgres repo',
      'git -C repo archive pg-pool@3.14.0:packages/pg-pool | tar x && rm -r repo',
      'npm install --ignore-scripts pg@8.23.1 pg-cursor',
    ],
    needs:
      'PostgreSQL, found by PGHOST, PGUSER and their like; without pg-native one test fails, bare as attached',
    classes: { 'pg-pool': 'index.js' },
    run: ['mocha', '--reporter=json'],
    results: mochaResults,
  },
  mysql2: {
    get: clone('sidorares/node-mysql2', '928c3c511', 'npm ci --ignore-scripts'),
    needs:
      'MySQL or MariaDB, found by MYSQL_HOST, MYSQL_PORT, MYSQL_USER; test-server-close fails on MariaDB, bare as attached',
    classes: { 'mysql2/lib/base/pool': 'lib/base/pool.js' },
    run: ['poku'],
    runFiles: ['poku', '--config=none', '--reporter=compact', '--sequential', '--timeout=60000'],
    environment: { CI: '1' },
    results: pokuResults,
  },
  mongodb: {
    get: clone(
      'mongodb/node-mongodb-native',
      'v7.5.0',
      'npm ci --ignore-scripts && npm run build:bundle',
    ),
    needs: 'nothing: these are the tests of its pool against a server in the test',
    classes: { 'mongodb/lib/cmap/connection_pool': 'src/cmap/connection_pool.ts' },
    run: [
      'mocha',
      '--reporter=json',
      'test/unit/cmap/connection_pool.test.js',
      'test/unit/cmap/connection_pool_events.test.ts',
      'test/unit/cmap/metrics.test.js',
      'test/unit/cmap/connection.test.ts',
      'test/unit/cmap/connect.test.ts',
    ],
    results: mochaResults,
  },
  tarn: {
    get: clone('Vincit/tarn.js', 'e33d223', 'npm install --ignore-scripts && npx tsc'),
    needs: 'nothing',
    classes: { 'tarn/dist/Pool': 'dist/Pool.js' },
    run: ['mocha', '--slow', '10', '--timeout', '5000', '--exit', '--reporter=json', 'tests.js'],
    results: mochaResults,
  },
  'sequelize-pool': {
    get: clone('sequelize/sequelize-pool', 'f4ab724', 'npm ci --ignore-scripts'),
    needs: 'nothing',
    classes: { 'sequelize-pool/lib/Pool': 'src/Pool.ts' },
    run: ['tap', 'test/**/*-test.ts', '--disable-coverage', '--reporter=tap'],
    results: (output) => tapResults(output, 1),
  },
  ioredis: {
    get: clone('redis/ioredis', 'v6.0.0', 'npm ci --ignore-scripts'),
    needs: 'Redis on 127.0.0.1:6379, whose age decides how many tests fail, bare as attached',
    classes: { 'ioredis/built/Redis': 'lib/Redis.ts' },
    run: [
      'mocha',
      '--no-experimental-strip-types',
      '--reporter=json',
      '--exit',
      '"test/helpers/*.ts"',
      '"test/unit/**/*.ts"',
      '"test/functional/**/*.ts"',
    ],
    environment: { TS_NODE_TRANSPILE_ONLY: 'true', NODE_ENV: 'test' },
    results: mochaResults,
  },
  undici: {
    get: clone('nodejs/undici', 'v8.10.0', 'npm install --ignore-scripts && npm run generate-pem'),
    needs:
      'nothing: these are the tests of its clients, pools and agents, against servers in the tests',
    given: ['agent', 'balanced-pool', 'client', 'pool', 'round-robin-pool'].map(
      (name) => `lib/dispatcher/${name}.js`,
    ),
    run: [
      ...NODE_TEST,
      '"test/*pool*.js"',
      '"test/client*.js"',
      '"test/*agent*.js"',
      'test/gc.js',
      '"test/node-test/*agent*.js"',
      '"test/node-test/*pool*.js"',
      '"test/node-test/client*.js"',
    ],
    runFiles: NODE_TEST,
    results: lineResults,
  },
};
