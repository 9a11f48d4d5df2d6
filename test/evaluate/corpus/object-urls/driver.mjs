/** Statements go to the mailer and the archive by their object URLs, which nobody revokes: the bytes stay in the registry of the process. Fixed revokes when both have read. */
import { resolveObjectURL } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../harness.mjs';
import { publish, retire } from './publish.mjs';

const outbox = [];
export const sent = { mails: 0, archived: 0, bytes: 0 };

function statementOf(index) {
  const entries = Array.from({ length: 700 + (index % 9) * 180 }, (_, n) => ({
    at: `2025-0${1 + (n % 9)}-1${n % 9}`,
    text: `card payment ${index}/${n} at shop ${(n * 31) % 977}`,
    cents: (n * 7919 + index) % 250_000,
  }));
  return { customer: `customer-${index}`, month: '2025-06', entries };
}

async function mail(address) {
  const text = await resolveObjectURL(address).text();
  outbox.push({ address, rows: text.split('<tr>').length - 1, size: text.length });
  if (outbox.length > 200) outbox.shift();
  sent.mails += 1;
}

async function archive(address) {
  const bytes = await resolveObjectURL(address).arrayBuffer();
  sent.bytes += bytes.byteLength;
  sent.archived += 1;
}

await run('object-urls', {
  rate: 0.8,
  concurrency: 4,
  async op(index) {
    const address = publish(statementOf(index));
    await mail(address);
    await sleep(200);
    await archive(address);
    retire(address);
  },
});
