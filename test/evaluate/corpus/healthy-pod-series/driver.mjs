/** Metrics with the name of a pod as a label: a deployment every 70 s brings new pods, and the series of the old ones are removed 140 s after they went. */
import { Registry, Summary } from 'prom-client';
import { elapsed, run } from '../harness.mjs';

const PODS = 50;
const ROUTES = 30;
const DEPLOY_SECONDS = 70;
const KEPT_SECONDS = 140;
const registry = new Registry();
const summary = new Summary({
  name: 'seconds',
  help: 'of requests',
  labelNames: ['pod', 'route', 'status'],
  percentiles: [0.5, 0.95],
  maxAgeSeconds: 60,
  ageBuckets: 3,
  registers: [registry],
});
let gone = [];
let pods = [];
let deployed = -1;

function deploy(version) {
  for (const pod of pods) gone.push({ ...pod, at: elapsed() });
  pods = Array.from({ length: PODS }, (_, n) => ({
    pod: `api-${version}-${n}`,
    series: new Set(),
  }));
  deployed = version;
}

function sweep() {
  for (const { pod, series, at } of gone) {
    if (elapsed() - at < KEPT_SECONDS) continue;
    for (const route of series) summary.remove({ pod, route, status: '200' });
  }
  gone = gone.filter(({ at }) => elapsed() - at < KEPT_SECONDS);
}

setInterval(sweep, 10_000);
setInterval(() => registry.metrics().catch(() => process.abort()), 60_000);

await run('healthy-pod-series', {
  rate: 80,
  op() {
    const version = Math.floor(elapsed() / DEPLOY_SECONDS);
    if (version !== deployed) deploy(version);
    const { pod, series } = pods[Math.floor(Math.random() * PODS)];
    const route = `/route/${Math.floor(Math.random() * ROUTES)}`;
    series.add(route);
    summary.observe({ pod, route, status: '200' }, Math.random() * 3);
  },
});
