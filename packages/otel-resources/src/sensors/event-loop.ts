import { performance } from 'node:perf_hooks';
import { begin, instruments } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { rising } from '../read/rising.ts';
import type { ResourceSensor } from '../sensor.ts';
import { openDelayWindow } from './event-loop-delay.ts';
import { series } from './series.ts';

const STATES = ['active', 'idle'].map((state) => ({ 'nodejs.eventloop.state': state }));

/** How busy the event loop of this thread is, and how late it comes to what waits. */
export const eventLoop: ResourceSensor = (
  { meter, sampler, clock },
  { delayWindowSeconds, readings },
) =>
  begin((cleanup) => {
    const made = instruments(meter, {
      time: METRICS.eventLoopTime,
      utilization: METRICS.eventLoopUtilization,
      min: METRICS.eventLoopDelayMin,
      max: METRICS.eventLoopDelayMax,
      p50: METRICS.eventLoopDelayP50,
      p90: METRICS.eventLoopDelayP90,
      p99: METRICS.eventLoopDelayP99,
    });
    const time = series(cleanup, made.time, STATES);
    const utilization = series(cleanup, made.utilization);
    const [min, max, p50, p90, p99] = [made.min, made.max, made.p50, made.p90, made.p99].map(
      (each) => series(cleanup, each),
    );
    const window = cleanup.use(openDelayWindow(delayWindowSeconds, clock.now()));
    const [active, idle] = [rising(), rising()];
    let last: { readonly active: number; readonly idle: number } | undefined;

    const take = (now: number): void => {
      const measured = performance.eventLoopUtilization();
      const total = {
        active: active.push(measured.active / 1000),
        idle: idle.push(measured.idle / 1000),
      };
      time.set(0, total.active);
      time.set(1, total.idle);
      const busy = last && total.active - last.active;
      const elapsed = last && busy !== undefined ? busy + total.idle - last.idle : 0;
      const share = busy !== undefined && elapsed > 0 ? busy / elapsed : undefined;
      utilization.set(0, share);
      last = total;

      const delay = window.read(now);
      min?.set(0, delay?.min);
      max?.set(0, delay?.max);
      p50?.set(0, delay?.p50);
      p90?.set(0, delay?.p90);
      p99?.set(0, delay?.p99);
      readings.eventLoop = {
        ...(share !== undefined && { utilization: share }),
        ...(delay && {
          delayP50Seconds: delay.p50,
          delayP99Seconds: delay.p99,
          delayMaxSeconds: delay.max,
        }),
      };
    };
    cleanup.use(sampler.add('event loop', take));
  });
