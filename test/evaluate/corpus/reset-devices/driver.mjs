/**
 * A gateway assembles the frames of each device in a buffer of its own and gives it up at 'end', which a connection that is reset never emits.
 * Devices come in waves of two minutes. Fixed gives it up at 'close'.
 */
import { once } from 'node:events';
import net from 'node:net';
import { elapsed, mode, run } from '../harness.mjs';

const FRAME_BYTES = 64 * 1024;
const assemblies = new Map();
let sequence = 0;
export let frames = 0;

const server = net.createServer((socket) => {
  const id = ++sequence;
  assemblies.set(id, { bytes: Buffer.alloc(FRAME_BYTES), length: 0 });
  socket.on('data', (chunk) => {
    const assembly = assemblies.get(id);
    chunk.copy(assembly.bytes, assembly.length);
    assembly.length += chunk.length;
    while (assembly.length >= 4) {
      const size = 4 + assembly.bytes.readUInt32BE(0);
      if (assembly.length < size) break;
      assembly.bytes.copyWithin(0, size, assembly.length);
      assembly.length -= size;
      frames += 1;
    }
    socket.write(Buffer.from([1]));
  });
  socket.on('error', () => {});
  socket.on(mode === 'fixed' ? 'close' : 'end', () => assemblies.delete(id));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();

function frame(index) {
  const body = Buffer.from(
    JSON.stringify({ device: index, at: Date.now(), volts: Array(200).fill(3.3) }),
  );
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

await run('reset-devices', {
  rate: 8,
  async op(index) {
    const wave = (1 - Math.cos((elapsed() / 120) * 2 * Math.PI)) / 2;
    if (Math.random() > 0.1 + 0.9 * wave) return;
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(frame(index));
    await once(socket, 'data');
    if (index % 2) socket.end();
    else socket.resetAndDestroy();
    await once(socket, 'close');
  },
});
