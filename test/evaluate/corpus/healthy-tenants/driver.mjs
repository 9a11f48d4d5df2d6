/** What a tenant needs is made at its first request and kept: 60 tenants, some of whom call seldom, so that the last comes late. */
import { z } from 'zod';
import { run } from '../harness.mjs';

const TENANTS = 60;
const tenants = new Map();

function create(id) {
  const fields = Array.from({ length: 12 }, (_, n) => [`field${n}`, z.string().max(10 + n + id)]);
  return {
    id,
    schema: z.object(Object.fromEntries(fields)),
    labels: fields.map(([name]) => `${name} of tenant ${id}`),
  };
}

await run('healthy-tenants', {
  rate: 30,
  op(index) {
    const id = Math.floor(TENANTS * (((index * 7919) % 10_007) / 10_007) ** 60);
    if (!tenants.has(id)) tenants.set(id, create(id));
    const fields = Array.from({ length: 12 }, (_, n) => [`field${n}`, `v${index % 100}`]);
    tenants.get(id).schema.parse(Object.fromEntries(fields));
  },
});
