export class Prices {
  #prices = Array.from({ length: 500 }, (_, n) => 100 + n * 3);
  of(article) {
    return this.#prices[article % this.#prices.length];
  }
}

export class InvoiceDraft {
  lines = [];
  constructor(prices) {
    this.prices = prices;
  }
  add(article, count) {
    this.lines.push({
      article,
      count,
      amount: this.prices.of(article) * count,
      note: `${count} of ${article}`,
    });
  }
  get total() {
    return this.lines.reduce((sum, { amount }) => sum + amount, 0);
  }
  dispose() {
    this.lines = [];
  }
}
