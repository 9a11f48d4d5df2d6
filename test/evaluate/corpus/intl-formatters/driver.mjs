/**
 * A formatter of dates for each user, kept by a key that is never the same twice: of its 26 kB in ICU the heap knows nothing. The last
 * replies are kept for a while, as a service does, so that there is something to collect.
 */
import { mode, run } from '../harness.mjs';

const REPLIES = 300;

const formatters = new Map();
const replies = [];

function formatter(user) {
  const key = mode === 'leaky' ? user : `${user.locale} ${user.zone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(user.locale, { dateStyle: 'full', timeZone: user.zone });
  formatters.set(key, made);
  return made;
}

await run('intl-formatters', {
  rate: 8,
  op(index) {
    const user = { locale: ['de', 'en', 'fr'][index % 3], zone: 'Europe/Berlin' };
    const line = formatter(user).format(new Date(index));
    replies[index % REPLIES] = Array.from({ length: 500 }, (_, row) => `${row} ${line}`);
  },
});
