import { computed, observable, runInAction } from 'mobx';

export const quotes = observable.map({}, { deep: false });

export function tick(symbols) {
  runInAction(() => {
    for (const symbol of symbols) quotes.set(symbol, Math.round(Math.random() * 10_000) / 100);
  });
}

export class Portfolio {
  constructor(positions, { keepAlive }) {
    this.worths = positions.map(({ symbol, count }) =>
      computed(() => (quotes.get(symbol) ?? 0) * count, { keepAlive }),
    );
    this.total = computed(() => this.worths.reduce((sum, worth) => sum + worth.get(), 0), {
      keepAlive,
    });
  }
}
