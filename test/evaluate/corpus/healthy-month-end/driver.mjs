/** The balances of 2,500 accounts are served; once, from the 210th second on, the month is closed: postings are gathered for 60 s, reconciled for 90 s and given up. */
import { elapsed, run } from '../harness.mjs';

const ACCOUNTS = 2500;
const CLOSE_AT = 210;
const GATHERED_AT = 270;
const DONE_AT = 360;
const balances = Array.from({ length: ACCOUNTS }, (_, id) => ({
  id,
  cents: id * 100,
  statements: [],
}));
let month;

class Close {
  postings = new Map();
  add(account, index) {
    const list = this.postings.get(account) ?? [];
    list.push({
      id: `posting-${index}`,
      account,
      cents: (index * 37) % 10_000,
      text: `transfer ${index} of ${account}`,
      tax: { rate: 0.19, code: `V${index % 9}` },
    });
    this.postings.set(account, list);
  }
  reconcile(account) {
    return (this.postings.get(account) ?? []).reduce((sum, { cents }) => sum + cents, 0);
  }
}

await run('healthy-month-end', {
  rate: 120,
  op(index) {
    const account = balances[(index * 7919) % ACCOUNTS];
    account.cents += index % 7;
    JSON.stringify(account);
    const at = elapsed();
    if (at < CLOSE_AT || at > DONE_AT + 30) return;
    if (at < GATHERED_AT) {
      month ??= new Close();
      for (let n = 0; n < 4; n++) month.add((index * 4 + n) % ACCOUNTS, index * 4 + n);
    } else if (month && at < DONE_AT) {
      const cents = month.reconcile(account.id);
      if (account.statements.length === 0) account.statements.push({ month: 1, cents, index });
    } else month = undefined;
  },
});
