import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { devNull } from 'node:os';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { descriptorOf } from '../../src/read/sockets.ts';
import { openTcpInfo, parseTcpInfo } from '../../src/read/tcp-info.ts';

function struct(fields: Readonly<Record<number, number>>): Uint8Array {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of Object.entries(fields)) view.setUint32(Number(at), value, true);
  return bytes;
}

const FULL = struct({ 68: 20_000, 100: 7, 120: 1000, 128: 2000, 148: 15_000 });

test('reads what the kernel tells of a connection', () => {
  expect(parseTcpInfo(FULL, 256)).toEqual({
    rttSeconds: 0.02,
    minRttSeconds: 0.015,
    retransmits: 7,
    acknowledgedBytes: 1000,
    receivedBytes: 2000,
  });
});

test('leaves out what an older kernel does not tell', () => {
  expect(parseTcpInfo(FULL, 136)).toEqual({
    rttSeconds: 0.02,
    retransmits: 7,
    acknowledgedBytes: 1000,
    receivedBytes: 2000,
  });
  expect(parseTcpInfo(FULL, 104)).toEqual({ rttSeconds: 0.02, retransmits: 7 });
  expect(parseTcpInfo(FULL, 103)).toBeUndefined();
});

test('leaves out what is not measured yet', () => {
  expect(parseTcpInfo(struct({ 148: 2 ** 32 - 1 }), 256)).toEqual({
    retransmits: 0,
    acknowledgedBytes: 0,
    receivedBytes: 0,
  });
});

test('gives finite numbers from 0 up for any bytes of any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer(), (bytes, length) => {
      for (const value of Object.values(parseTcpInfo(bytes, length) ?? {})) {
        expect(Number.isFinite(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test.runIf(process.platform === 'linux')('asks the kernel for a connection', async () => {
  const { library } = await openTcpInfo();
  onTestFinished(() => library?.[Symbol.dispose]());
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  socket.write('x'.repeat(1000));
  await once(socket, 'data');
  const info = library?.read(descriptorOf(socket) ?? -1);
  expect(info?.rttSeconds).toBeGreaterThan(0);
  expect(info?.minRttSeconds).toBeGreaterThan(0);
  // The kernel counts the opening of the connection as one.
  expect(info?.acknowledgedBytes).toBe(1001);
  expect(info?.receivedBytes).toBe(1000);
  expect(info?.retransmits).toBe(0);
});

test.runIf(process.platform === 'linux')('tells nothing of what is no connection', async () => {
  const { library } = await openTcpInfo();
  onTestFinished(() => library?.[Symbol.dispose]());
  const file = openSync(devNull, 'r');
  onTestFinished(() => closeSync(file));
  expect([file, -1, 99_999].map((fd) => library?.read(fd))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('tells of each C library why it does not open', async () => {
  const { library, reason } = await openTcpInfo(['./gone.so', './lost.so']);
  expect(library).toBeUndefined();
  expect(reason).toMatch(/gone\.so.*lost\.so/s);
});
