/** A search index is built beside the one that serves, a slice at a time, and takes its place once a minute. */
import MiniSearch from 'minisearch';
import { run } from '../harness.mjs';

const DOCUMENTS = 1500;
const WORDS = Array.from({ length: 900 }, (_, n) => `word${((n * 7919) % 9973).toString(36)}`);
const create = () => new MiniSearch({ fields: ['title', 'text'], storeFields: ['title'] });
const textOf = (id, turn) =>
  Array.from({ length: 25 }, (_, n) => WORDS[(id * 31 + n * n * 17 + turn) % WORDS.length]).join(
    ' ',
  );
let serving = create();
let building = create();

await run('healthy-index-swap', {
  rate: 25,
  op(index) {
    const id = index % DOCUMENTS;
    if (id === 0 && index > 0) {
      serving = building;
      building = create();
    }
    building.add({ id, title: `document ${id}`, text: textOf(id, Math.floor(index / DOCUMENTS)) });
    if (index % 5 === 0) serving.search(WORDS[index % WORDS.length]);
  },
});
