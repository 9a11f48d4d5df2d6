import { spawnSync } from 'node:child_process';
import type { Subject } from '../subject.ts';

/** Code moves by microseconds and memory by pages from start to start. */
const STARTS = 15;

/** In a service with an SDK, which has loaded most of Node.js; what is garbage right after is no memory that it costs. */
const PROGRAM = `
  import 'node:http';
  import '@opentelemetry/sdk-metrics';
  const collectGarbage = () => {
    for (let left = 2e6; left > 0; left--) globalThis.garbage = { left };
    gc();
  };
  await import('node:url');
  collectGarbage();
  const [cpu, bytes] = [process.cpuUsage(), process.memoryUsage.rss()];
  await import('@plimsoll/otel-resources');
  const { user, system } = process.cpuUsage(cpu);
  collectGarbage();
  console.log(JSON.stringify({ millis: (user + system) / 1000, bytes: process.memoryUsage.rss() - bytes }));
`;

interface Cost {
  readonly millis: number;
  readonly bytes: number;
}

/** The middle of many starts. */
function importCost(key: keyof Cost): Subject {
  return async () => {
    const costs = Array.from({ length: STARTS }, start).map((cost) => cost[key]);
    costs.sort((a, b) => a - b);
    return { value: costs[costs.length >> 1] as number };
  };
}

function start(): Cost {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--expose-gc', '--input-type=module', '--eval', PROGRAM],
    { cwd: import.meta.dirname, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr.trim());
  return JSON.parse(stdout) as Cost;
}

export const subjects: Readonly<Record<string, Subject>> = {
  'import.millis': importCost('millis'),
  'import.bytes': importCost('bytes'),
};
