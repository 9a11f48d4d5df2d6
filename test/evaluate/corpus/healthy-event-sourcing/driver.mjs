/** Accounts as streams of events, of which a snapshot takes the place at the 300th at the latest: they begin together, so that the first snapshots come close upon each other and later ones apart. */
import { run } from '../harness.mjs';

const ACCOUNTS = 260;
const SNAPSHOT_AT = 300;
const accounts = Array.from({ length: ACCOUNTS }, (_, id) => ({
  id,
  snapshot: { cents: 0, version: 0 },
  events: [],
  limit: SNAPSHOT_AT * (0.55 + 0.45 * Math.random()),
}));

const apply = ({ cents, version }, { kind, amount }) => ({
  cents: kind === 'paid' ? cents + amount : cents - amount,
  version: version + 1,
});

await run('healthy-event-sourcing', {
  rate: 300,
  op(index) {
    const account = accounts[Math.floor(ACCOUNTS * Math.random() ** 1.4)];
    account.events.push({
      kind: index % 3 ? 'paid' : 'drawn',
      amount: index % 9973,
      at: new Date(),
      by: {
        user: `user-${index % 500}`,
        device: `device ${index}`,
        trace: `t${index}-${account.id}`,
      },
      tags: ['ledger', `run-${index % 12}`],
    });
    if (account.events.length < account.limit) return;
    account.snapshot = account.events.reduce(apply, account.snapshot);
    account.events = [];
    account.limit = SNAPSHOT_AT * (0.7 + 0.3 * Math.random());
  },
});
