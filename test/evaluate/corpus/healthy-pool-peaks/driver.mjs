/** A pool of connections (tarn) to a store: each rush so far was larger than the last, and what it opened stays open; 26 at most, which the rush at 390 s needs. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import tarn from 'tarn';
import { elapsed, run } from '../harness.mjs';

const RUSHES = [
  [50, 8],
  [130, 13],
  [220, 17],
  [300, 22],
  [390, 30],
  [480, 30],
];
const RUSH_SECONDS = 20;
const store = createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', () => socket.write('{"rows":[[1,"a"],[2,"b"]]}\n'));
});
store.listen(0, '127.0.0.1');
await once(store, 'listening');

class Connection {
  constructor(socket) {
    this.socket = socket;
    this.incoming = Buffer.allocUnsafeSlow(384 * 1024);
    this.outgoing = Buffer.allocUnsafeSlow(128 * 1024);
    this.statements = new Map();
  }
  async query(name) {
    if (!this.statements.has(name))
      this.statements.set(name, {
        name,
        columns: Array.from({ length: 18 }, (_, n) => ({ name: `${name}_${n}`, type: n % 5 })),
      });
    const length = this.outgoing.write(name);
    this.socket.write(this.outgoing.subarray(0, length));
    const [reply] = await once(this.socket, 'data');
    reply.copy(this.incoming);
    return JSON.parse(this.incoming.toString('utf8', 0, reply.length)).rows;
  }
}

const pool = new tarn.Pool({
  async create() {
    const socket = connect(store.address().port, '127.0.0.1');
    await once(socket, 'connect');
    return new Connection(socket);
  },
  destroy: ({ socket }) => socket.destroy(),
  min: 2,
  max: 26,
  idleTimeoutMillis: 3_600_000,
});

await run('healthy-pool-peaks', {
  rate: 20,
  concurrency: 60,
  async op(index) {
    const rush = RUSHES.find(([from]) => elapsed() >= from && elapsed() < from + RUSH_SECONDS);
    const waiting = pool.numUsed() + pool.numPendingAcquires();
    if (waiting >= (rush ? rush[1] : 5)) return;
    const connection = await pool.acquire().promise;
    try {
      await connection.query(`select_${(index * 7919) % 40}`);
      await sleep(rush ? 900 + 600 * Math.random() : 60);
    } finally {
      pool.release(connection);
    }
  },
});
