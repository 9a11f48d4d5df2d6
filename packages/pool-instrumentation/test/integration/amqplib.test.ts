import { describeWith, RABBITMQ } from '@plimsoll/kernel/test/servers';
import { soon } from '@plimsoll/kernel/test/soon';
import { startTcpProxy } from '@plimsoll/kernel/test/tcp-proxy';
import amqp, { type Channel, type ChannelModel } from 'amqplib';
import { connect as connectWithCallback } from 'amqplib/callback_api';
import { createPool } from 'generic-pool';
import { afterEach, expect, test } from 'vitest';
import { amqplib } from '../../src/adapters/amqplib.ts';
import { observePool, PoolInstrumentation, readPools } from '../../src/index.ts';
import { recorder } from '../adapters/recorder.ts';
import { observed } from './observed.ts';

const describe = await describeWith(RABBITMQ);

describe('amqplib on a real RabbitMQ', () => {
  const open: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
  });

  async function connected(url: string = RABBITMQ.url): Promise<ChannelModel> {
    const model = await amqp.connect(url);
    model.on('error', () => {});
    open.push({ [Symbol.asyncDispose]: () => model.close().catch(() => {}) });
    return model;
  }

  const serverSays = (channel: Channel): Promise<unknown> =>
    channel.assertQueue('', { exclusive: true, autoDelete: true });

  test('counts the channels that the server opened, and ends at zero', async () => {
    const model = await connected(`${RABBITMQ.url}?channelMax=8`);
    const { counts, connection, closed, state } = observed(model);
    const channels = await Promise.all([model.createChannel(), model.createConfirmChannel()]);
    await Promise.all(channels.map(serverSays));
    expect(await counts()).toEqual({ used: 2, idle: 0, pending: 0 });
    expect(await connection('limit')).toEqual({ orders: 8 });
    expect(await connection('create_time')).toMatchObject({ orders: { count: 2 } });
    await channels[0]?.close();
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    expect(await state()).toBe('healthy');
    await model.close();
    await soon(async () => expect(await state()).toBe('closed'));
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 0 });
    expect(await closed()).toEqual({ 'orders shutdown': 2 });
  });

  test('takes a channel that the server has not opened yet for a waiting request', async () => {
    const proxy = await startTcpProxy(RABBITMQ.port);
    open.push(proxy);
    const model = await connected(`amqp://guest:guest@127.0.0.1:${proxy.port}`);
    const { counts } = observed(model);
    proxy.hold();
    const creating = model.createChannel();
    await soon(async () => expect(await counts()).toEqual({ used: 0, idle: 0, pending: 1 }));
    proxy.flow();
    await creating;
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
  });

  test('tells a channel that the server closes, and those of a connection that is cut', async () => {
    const proxy = await startTcpProxy(RABBITMQ.port);
    open.push(proxy);
    const model = await connected(`amqp://guest:guest@127.0.0.1:${proxy.port}`);
    const { counts, closed, state } = observed(model);
    const [bad] = await Promise.all([model.createChannel(), model.createChannel()]);
    bad.on('error', () => {});
    await expect(bad.checkQueue('a queue that is not there')).rejects.toThrow('NOT_FOUND');
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    expect(await closed()).toEqual({ 'orders error': 1 });
    proxy.cut();
    await soon(async () => expect(await state()).toBe('closed'));
    expect(await closed()).toEqual({ 'orders error': 2 });
  });

  test('fails to open where no channel is left, and counts on', async () => {
    const model = await connected(`${RABBITMQ.url}?channelMax=1`);
    const { counts, state } = observed(model);
    const channel = await model.createChannel();
    await expect(model.createChannel()).rejects.toThrow('No channels left to allocate');
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    await channel.close();
    await model.createChannel();
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    expect(await state()).toBe('healthy');
  });

  test('is found by itself at its first channel, with promises and callbacks', async () => {
    const before = await connected();
    const instrumentation = new PoolInstrumentation({ clients: ['amqplib'] });
    await before.createChannel();
    const channel = await new Promise<object>((resolve, reject) => {
      connectWithCallback(RABBITMQ.url, (error: unknown, model) => {
        if (error) return reject(error);
        open.push({
          [Symbol.asyncDispose]: () => new Promise((done) => model.close(() => done())),
        });
        model.createChannel((failed: unknown, made) => (failed ? reject(failed) : resolve(made)));
      });
    });
    const name = `127.0.0.1:${RABBITMQ.port}`;
    expect(readPools().map((each) => [each.name, each.used])).toEqual([
      [name, 1],
      [`${name}#2`, 1],
    ]);
    instrumentation.disable();
    expect(Object.getOwnPropertyNames(channel)).not.toContain('_rpc');
  });

  test('leaves a connection as it was, and stays silent from then on', async () => {
    const model = await connected();
    const connection = Reflect.get(model, 'connection') as object;
    const before = Object.getOwnPropertyDescriptors(connection);
    const { events, told } = recorder();
    const watching = amqplib.watch(connection as never, events);
    expect(Object.keys(connection)).toEqual(Object.keys(before));
    watching[Symbol.dispose]();
    expect(Object.getOwnPropertyNames(connection)).toEqual(Object.keys(before));
    await (await model.createChannel()).close();
    expect(told).toEqual([]);
  });

  test('reports a pool of channels beside the connection that they share', async () => {
    const model = await connected();
    const channels = createPool<Channel>(
      { create: () => model.createChannel(), destroy: (channel) => channel.close() },
      { max: 2 },
    );
    const observations = [
      observePool(model, { name: 'broker' }),
      observePool(channels, { name: 'channels' }),
    ];
    const channel = await channels.use(async (each) => {
      await serverSays(each);
      expect(readPools().map(({ name, used, idle }) => [name, used, idle])).toEqual([
        ['broker', 1, 0],
        ['channels', 1, 0],
      ]);
      return each;
    });
    expect(channel).toBeDefined();
    expect(readPools().map(({ name, used, idle }) => [name, used, idle])).toEqual([
      ['broker', 1, 0],
      ['channels', 0, 1],
    ]);
    await channels.drain();
    await channels.clear();
    for (const each of observations) each[Symbol.dispose]();
  });
});
