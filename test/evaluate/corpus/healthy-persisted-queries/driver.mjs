/** Parsed and validated GraphQL documents, kept as Apollo and Mercurius do: at most 800, which are there after some 110 s, then each new one evicts. */
import { buildSchema, execute, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import { run } from '../harness.mjs';

const FIELDS = 19;
const HOT = 60;
const names = Array.from({ length: FIELDS }, (_, n) => `field${n}`);
const schema = buildSchema(`
  type Item { id: ID! ${names.map((name) => `${name}(first: Int): String`).join(' ')} next(id: ID): Item }
  type Query { item(id: ID!): Item }
`);
const documents = new LRUCache({ max: 800 });

function documentOf(text) {
  const known = documents.get(text);
  if (known) return known;
  const document = parse(text);
  if (validate(schema, document).length > 0) throw new Error('invalid');
  documents.set(text, document);
  return document;
}

const item = { id: '1', next: () => item };
for (const name of names) item[name] = () => name;

await run('healthy-persisted-queries', {
  rate: 14,
  op(index) {
    const id = index % 2 ? index : Math.floor(Math.random() * HOT);
    const part = names.map((name, n) => `${name}(first: ${(id + n) % 97})`).join(' ');
    const text = `query Q${id} { item(id: "${id}") { id ${part} next(id: "${id}") { id ${part} } } }`;
    const result = execute({ schema, document: documentOf(text), rootValue: { item: () => item } });
    if (result.errors) throw result.errors[0];
  },
});
