/** One cancel token of axios for every request until the service stops: up to 0.21 each leaves a reaction at its promise. */
import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import { mode, run } from '../harness.mjs';

const { default: axios } = await import(mode);

const server = createServer((_, response) => response.end('{"rate":1.07}')).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}/rates`;
const httpAgent = new Agent({ keepAlive: true });
const { token } = axios.CancelToken.source();

await run('cancel-token', {
  rate: 20,
  op: () => axios.get(url, { httpAgent, cancelToken: token, proxy: false }),
});
