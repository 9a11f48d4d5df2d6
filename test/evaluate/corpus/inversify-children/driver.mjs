/** A child container for each request: up to 7.5.1 the plan cache of the parent holds those of all its children (inversify/InversifyJS#1810). */
import 'reflect-metadata';
import { setImmediate as breathe } from 'node:timers/promises';
import { mode, run } from '../harness.mjs';

const { Container } = await import(mode);

const REQUEST = Symbol('request');
const HANDLER = Symbol('handler');
const PRICES = Symbol('prices');

const root = new Container();
root.bind(PRICES).toConstantValue(
  new Map([
    ['apple', 3],
    ['pear', 4],
  ]),
);

export let total = 0;

await run('inversify-children', {
  rate: 20,
  async op(index) {
    const scope = new Container({ parent: root });
    scope.bind(REQUEST).toConstantValue({ id: index, fruit: index % 2 ? 'apple' : 'pear' });
    scope.bind(HANDLER).toDynamicValue((context) => {
      const { fruit } = context.get(REQUEST);
      return { price: () => context.get(PRICES).get(fruit) };
    });
    await breathe();
    total += scope.get(HANDLER).price();
  },
});
