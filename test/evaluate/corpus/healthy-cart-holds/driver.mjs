/** Seats in carts are held by a timer each for 80 s, or until they are paid; sales open every 140 s and bring a rush. */
import { elapsed, run } from '../harness.mjs';

const HOLD = 80_000;
const holds = new Map();
const free = new Set(Array.from({ length: 60_000 }, (_, n) => n));

class Hold {
  constructor(seat, index) {
    this.seat = seat;
    this.buyer = {
      id: `buyer-${index}`,
      mail: `buyer-${index}@example.com`,
      device: `device ${index % 977}`,
    };
    this.offers = Array.from({ length: 12 }, (_, n) => ({
      kind: `offer-${n}`,
      price: index * 0.01 + n,
    }));
    this.timer = setTimeout(() => this.release(), HOLD);
  }
  release() {
    holds.delete(this.seat);
    free.add(this.seat);
  }
  pay() {
    clearTimeout(this.timer);
    this.release();
  }
}

await run('healthy-cart-holds', {
  rate: 180,
  op(index) {
    const since = elapsed() % 140;
    if (Math.random() > (since < 45 ? 1 : 0.2)) return;
    const [seat] = free;
    if (seat === undefined) return;
    free.delete(seat);
    const hold = new Hold(seat, index);
    holds.set(seat, hold);
    if (Math.random() < 0.35)
      setTimeout(() => holds.get(seat) === hold && hold.pay(), 4000 + 20_000 * Math.random());
  },
});
