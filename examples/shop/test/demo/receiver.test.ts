import { expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../../src/demo/receiver.ts';

const post = async ({ url }: Receiver, body: string): Promise<number> =>
  (await fetch(url, { method: 'POST', body })).status;

const logs = (...logRecords: object[]): string =>
  JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });

test('remembers the events of what it is sent, with their attributes', async () => {
  const receiver = await startReceiver();
  try {
    const record = {
      eventName: 'plimsoll.memory.leak.suspected',
      severityNumber: 13,
      timeUnixNano: '1700000000000000000',
      attributes: [
        { key: 'area', value: { stringValue: 'heap' } },
        { key: 'rate', value: { doubleValue: 0.5 } },
        { key: 'samples', value: { intValue: '7' } },
        {
          key: 'names',
          value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } },
        },
      ],
    };
    expect(await post(receiver, logs(record, { body: { stringValue: 'no event' } }))).toBe(200);
    expect(receiver.events).toEqual([
      {
        name: 'plimsoll.memory.leak.suspected',
        severity: 'WARN',
        time: 1_700_000_000_000,
        attributes: { area: 'heap', rate: 0.5, samples: 7, names: 'a, b' },
      },
    ]);
  } finally {
    receiver[Symbol.dispose]();
  }
});

test('keeps the last 200', async () => {
  const receiver = await startReceiver();
  try {
    const many = Array.from({ length: 250 }, (_, n) => ({ eventName: `event.${n}` }));
    await post(receiver, logs(...many));
    expect(receiver.events.length).toBe(200);
    expect(receiver.events.at(-1)?.name).toBe('event.249');
  } finally {
    receiver[Symbol.dispose]();
  }
});

test('refuses what is no JSON', async () => {
  const receiver = await startReceiver();
  try {
    expect(await post(receiver, 'protobuf')).toBe(400);
    expect(receiver.events).toEqual([]);
  } finally {
    receiver[Symbol.dispose]();
  }
});
