import { setTimeout as sleep } from 'node:timers/promises';

const dictionary = new Map();
for (let n = 0; n < 20_000; n++)
  dictionary.set(`word-${n}`, { n, forms: [`word-${n}s`, `word-${n}ed`] });

export default async function find({ word }) {
  await sleep(900);
  return dictionary.get(word)?.n;
}
