/** Resumable uploads (fastify): parts wait in memory until the last has come, after one to three minutes; those that were given up are dropped after 60 s. */
import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import fastify from 'fastify';
import { run } from '../harness.mjs';

const PART_BYTES = 32 * 1024;
const AT_ONCE = 22;
const GIVEN_UP_MILLIS = 60_000;
const uploads = new Map();
const application = fastify({ bodyLimit: 2 * PART_BYTES });
application.addContentTypeParser(
  'application/octet-stream',
  { parseAs: 'buffer' },
  (_, body, done) => done(null, body),
);
application.put('/uploads/:id/:part', (incoming) => {
  const { id, part } = incoming.params;
  const upload = uploads.get(id) ?? { parts: [] };
  uploads.set(id, upload);
  upload.parts[part] = incoming.body;
  upload.seen = Date.now();
  if (incoming.headers['x-last'] !== 'yes') return { got: upload.parts.length };
  uploads.delete(id);
  const hash = createHash('sha1');
  for (const bytes of upload.parts) hash.update(bytes);
  return { hash: hash.digest('hex') };
});
await application.listen({ port: 0, host: '127.0.0.1' });
setInterval(() => {
  for (const [id, { seen }] of uploads) if (Date.now() - seen > GIVEN_UP_MILLIS) uploads.delete(id);
}, 5000);

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const bytes = Buffer.alloc(PART_BYTES, 'x');
const senders = [];
let begun = 0;
function sender(slot) {
  const made = {
    id: `u${begun++}`,
    sent: 0,
    parts: 30 + Math.floor(Math.random() * 70),
    dies: Math.random() < 0.1,
  };
  senders[slot] = made;
  return made;
}

await run('healthy-upload-parts', {
  rate: 11,
  op(index) {
    const slot = index % AT_ONCE;
    const upload = senders[slot] ?? sender(slot);
    const part = upload.sent++;
    const last = upload.sent === upload.parts;
    if (last || (upload.dies && part === 25)) senders[slot] = undefined;
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/octet-stream',
        'content-length': PART_BYTES,
        'x-last': last ? 'yes' : 'no',
      };
      const { port } = application.server.address();
      const put = request({
        agent,
        port,
        host: '127.0.0.1',
        method: 'PUT',
        path: `/uploads/${upload.id}/${part}`,
        headers,
      });
      put.on('error', reject);
      put.on('response', (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error('refused')),
        );
      });
      put.end(bytes);
    });
  },
});
