/**
 * The canvases of sparklines are kept by the query that asked for them, and that has the moment up to which they go. Fixed keeps one for each series
 * and draws into it again.
 */
import { mode, run } from '../harness.mjs';
import { sparkline } from './sparklines.mjs';

const SERIES = 60;

const load = (series, until) =>
  Array.from({ length: 80 }, (_, n) => 0.5 + 0.5 * Math.sin((series + until + n) / 9));

export let bytes = 0;

await run('sparklines', {
  rate: 1.2,
  async op(index) {
    const series = index % SERIES;
    const until = Math.floor(index / SERIES) * 15;
    const query = new URLSearchParams({ series, until });
    const key = mode === 'fixed' ? `${series}` : `${query}`;
    const canvas = sparkline(key, until, () => load(series, until));
    bytes += (await canvas.encode('png')).length;
  },
});
