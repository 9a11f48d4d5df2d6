import process from 'node:process';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { begin, instruments } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { ResourceSensor } from '../sensor.ts';
import { series } from './series.ts';

/** Node.js counts its array buffers only together with what costs as much as the whole sensor. */
const BUFFER_SECONDS = 5;
/** They are part of the external memory, which is told at no cost: they are counted at once where that moves so much. */
const MOVED_SHARE = 0.01;

/** The V8 heap of this thread, its limit, and the memory that hangs on it. */
export const heap: ResourceSensor = ({ meter, sampler }, { readings }) =>
  begin((cleanup) => {
    const made = instruments(meter, {
      used: METRICS.heapUsed,
      size: METRICS.heapSpaceSize,
      physical: METRICS.heapSpacePhysicalSize,
      limit: METRICS.heapLimit,
      utilization: METRICS.heapUtilization,
      external: METRICS.externalUsage,
      arrayBuffer: METRICS.arrayBufferUsage,
    });
    const used = series(cleanup, made.used, []);
    const size = series(cleanup, made.size, []);
    const physical = series(cleanup, made.physical, []);
    const limit = series(cleanup, made.limit);
    const utilization = series(cleanup, made.utilization);
    const external = series(cleanup, made.external);
    const arrayBuffer = series(cleanup, made.arrayBuffer);
    const indexes = new Map<string, number>();

    const indexOf = (name: string): number => {
      const known = indexes.get(name);
      if (known !== undefined) return known;
      const attributes = { 'v8js.heap.space.name': name };
      for (const each of [size, physical]) each.add(attributes);
      const index = used.add(attributes);
      indexes.set(name, index);
      return index;
    };

    let arrayBufferBytes = 0;
    let externalThen = 0;
    let countAt = Number.NEGATIVE_INFINITY;
    const takeBuffers = (now: number, externalBytes: number): void => {
      const moved = Math.abs(externalBytes - externalThen) > externalThen * MOVED_SHARE;
      if (!moved && now < countAt) return;
      externalThen = externalBytes;
      countAt = now + BUFFER_SECONDS;
      arrayBufferBytes = process.memoryUsage().arrayBuffers;
    };

    const take = (now: number): void => {
      for (const space of getHeapSpaceStatistics()) {
        // The spaces that V8 shares between isolates are empty in nearly every process.
        if (space.space_size === 0 && !indexes.has(space.space_name)) continue;
        const index = indexOf(space.space_name);
        used.set(index, space.space_used_size);
        size.set(index, space.space_size);
        physical.set(index, space.physical_space_size);
      }
      const statistics = getHeapStatistics();
      takeBuffers(now, statistics.external_memory);
      const share = statistics.used_heap_size / statistics.heap_size_limit;
      limit.set(0, statistics.heap_size_limit);
      utilization.set(0, share);
      external.set(0, statistics.external_memory);
      arrayBuffer.set(0, arrayBufferBytes);
      readings.heap = {
        usedBytes: statistics.used_heap_size,
        limitBytes: statistics.heap_size_limit,
        utilization: share,
        externalBytes: statistics.external_memory,
        arrayBufferBytes,
      };
    };
    cleanup.use(sampler.add('heap', take));
  });
