/**
 * Each visit has a portfolio of computed values over the shared quotes, kept alive so that polling does not compute them again; the quotes hold them
 * for good. Fixed leaves them to be computed when they are asked for. Visits come in waves of three minutes.
 */
import { elapsed, mode, run } from '../harness.mjs';
import { Portfolio, quotes, tick } from './portfolio.mjs';

const SYMBOLS = Array.from({ length: 300 }, (_, n) => `SYM${n}`);
tick(SYMBOLS);

const visits = [];

export let sum = 0;

await run('live-quotes', {
  rate: 10,
  op(index) {
    if (index % 5 === 0) tick([SYMBOLS[(index / 5) % SYMBOLS.length]]);
    if (Math.random() < 0.5 - 0.45 * Math.cos((elapsed() / 180) * 2 * Math.PI)) {
      const positions = Array.from({ length: 12 }, (_, n) => ({
        symbol: SYMBOLS[(index * 7 + n * 11) % SYMBOLS.length],
        count: n + 1,
      }));
      visits.push(new Portfolio(positions, { keepAlive: mode !== 'fixed' }));
      if (visits.length > 50) visits.shift();
    }
    if (visits.length) sum += visits[index % visits.length].total.get() / quotes.size;
  },
});
