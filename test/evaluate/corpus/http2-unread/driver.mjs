/** Health checks over HTTP/2 look at the status and never read the body: the stream stays open with what arrived (docs of http2: "if no data is read, the stream remains open"). Fixed reads it. */

import { once } from 'node:events';
import { connect, createServer } from 'node:http2';

import { mode, run } from '../harness.mjs';

const page = Buffer.alloc(24 * 1024, 'status of all parts: fine. ');
const server = createServer();
server.on('stream', (stream) => {
  stream.on('error', () => {});
  stream.respond({ ':status': 200, 'content-type': 'text/plain' });
  stream.end(page);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

const session = connect(`http://127.0.0.1:${server.address().port}`);
await once(session, 'connect');
export let healthy = 0;

await run('http2-unread', {
  rate: 3,
  async op() {
    const request = session.request({ ':path': '/health' });
    request.end();
    const [headers] = await once(request, 'response');
    if (headers[':status'] !== 200) throw new Error('ill');
    healthy += 1;
    if (mode === 'fixed') {
      request.resume();
      await once(request, 'close');
    }
  },
});
