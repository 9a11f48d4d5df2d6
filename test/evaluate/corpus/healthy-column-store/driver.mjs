/** Ticks of the current session in columns that double when they are full; a session ends after 160 s, its columns are summed up and given up. */
import { elapsed, run } from '../harness.mjs';

class Column {
  #values = new Float64Array(4096);
  length = 0;
  push(value) {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }
  sum() {
    let total = 0;
    for (let n = 0; n < this.length; n++) total += this.#values[n];
    return total;
  }
}

const NAMES = ['time', 'bid', 'ask', 'size', 'spread', 'volume'];
const opened = () => Object.fromEntries(NAMES.map((name) => [name, new Column()]));
const closed = [];
let session = 0;
let columns = opened();

await run('healthy-column-store', {
  rate: 50,
  op(index) {
    const now = Math.floor(elapsed() / 160);
    if (now !== session) {
      closed.push(Object.fromEntries(NAMES.map((name) => [name, columns[name].sum()])));
      session = now;
      columns = opened();
    }
    for (let n = 0; n < 18; n++) {
      const bid = 100 + Math.sin(index / 500) + Math.random();
      const row = [elapsed(), bid, bid + 0.02, n + 1, 0.02, index];
      for (const [at, name] of NAMES.entries()) columns[name].push(row[at]);
    }
  },
});
