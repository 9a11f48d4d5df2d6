/** Clients that connect, ask once and close: up to 1.8.12 channelz never forgets their sockets (grpc/grpc-node#2394). */
import { promisify } from 'node:util';
import { mode, run } from '../harness.mjs';

const { default: grpc } = await import(mode);

const echo = {
  path: '/Desk/Ask',
  requestStream: false,
  responseStream: false,
  requestSerialize: (text) => Buffer.from(text),
  requestDeserialize: (bytes) => bytes.toString(),
  responseSerialize: (text) => Buffer.from(text),
  responseDeserialize: (bytes) => bytes.toString(),
};
const server = new grpc.Server({ 'grpc.enable_channelz': 0 });
server.addService({ ask: echo }, { ask: (call, reply) => reply(null, `${call.request}!`) });
const port = await promisify(server.bindAsync).call(
  server,
  '127.0.0.1:0',
  grpc.ServerCredentials.createInsecure(),
);
server.start();

const Desk = grpc.makeGenericClientConstructor({ ask: echo }, 'Desk');

await run('grpc-reconnects', {
  rate: 5,
  async op(index) {
    const client = new Desk(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
    });
    const answer = await promisify(client.ask).call(client, `question ${index}`);
    client.close();
    if (answer !== `question ${index}!`) throw new Error('wrong answer');
  },
});
