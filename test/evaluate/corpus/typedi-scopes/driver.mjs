/** A container of typedi for each request (`Container.of(id)`) that nobody resets (docs of TypeGraphQL "scoped containers", typedi#739); beside it a catalogue of 40 MB. */
import 'reflect-metadata';
import typedi from 'typedi';

import { mode, run } from '../harness.mjs';

const { Container } = typedi;
const catalogue = Array.from({ length: 330_000 }, (_, id) => ({
  id,
  price: id * 1.01,
  tags: [id % 7, id % 11, id % 13],
}));

class Basket {
  constructor(container) {
    this.user = container.get('user');
    this.lines = [];
  }
  add(article) {
    this.lines.push({ article: article.id, price: article.price });
  }
  get total() {
    return this.lines.reduce((sum, { price }) => sum + price, 0);
  }
}

await run('typedi-scopes', {
  rate: 60,
  op(index) {
    const id = `request-${index}`;
    const container = Container.of(id);
    container.set('user', { name: `user ${index % 900}`, roles: ['buyer'], since: Date.now() });
    container.set('basket', new Basket(container));
    const basket = container.get('basket');
    for (let n = 0; n < 3; n++) basket.add(catalogue[(index * 17 + n) % catalogue.length]);
    if (!(basket.total >= 0)) throw new Error('no total');
    if (mode === 'fixed') Container.reset(id);
  },
});
