/**
 * The 400 formatters that were used last. The heap that they take is so small that V8 hardly ever collects it, and until then dead ones keep
 * what ICU holds for them: 300 MB in ten minutes.
 */
import { run } from '../harness.mjs';

const LIMIT = 400;
const formatters = new Map();

await run('healthy-formatters', {
  rate: 20,
  op(index) {
    const made = new Intl.DateTimeFormat('de', { dateStyle: 'full', timeZone: 'Europe/Berlin' });
    formatters.set(index, made);
    made.format(new Date(index));
    if (formatters.size > LIMIT) formatters.delete(formatters.keys().next().value);
  },
});
