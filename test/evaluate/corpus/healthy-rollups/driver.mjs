/** Measurements of 60 hosts are kept as they come for 40 s, summed up per 10 s for five minutes and per minute for an hour: the growth slackens from step to step. */
import { elapsed, run } from '../harness.mjs';

const HOSTS = 60;
const METRICS = 6;

class Tier {
  constructor(width, kept, bars) {
    this.width = width;
    this.slots = Math.ceil(kept / width);
    this.bars = bars;
    this.points = [];
  }
  add(at, value) {
    const start = Math.floor(at / this.width);
    const last = this.points.at(-1);
    if (last?.start === start) {
      last.sum += value;
      last.count += 1;
      last.most = Math.max(last.most, value);
      last.buckets[Math.floor(value * this.bars)] += 1;
      return;
    }
    this.points.push({
      start,
      sum: value,
      count: 1,
      most: value,
      buckets: new Array(this.bars).fill(0.5),
    });
    if (this.points.length > this.slots) this.points.shift();
  }
}

const series = new Map();
function seriesOf(host, metric) {
  const name = `host-${host}/metric-${metric}`;
  let tiers = series.get(name);
  if (!tiers) {
    tiers = [new Tier(0.5, 40, 10), new Tier(10, 300, 70), new Tier(60, 3600, 70)];
    series.set(name, tiers);
  }
  return tiers;
}

await run('healthy-rollups', {
  rate: 120,
  op(index) {
    const host = index % HOSTS;
    for (let metric = 0; metric < METRICS; metric++)
      for (const tier of seriesOf(host, metric)) tier.add(elapsed(), Math.random());
  },
});
