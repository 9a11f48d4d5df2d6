import { createHook } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import type { Observable } from '@opentelemetry/api';
import { begin, type Cleanup, instruments } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { type UnitWatcher, unitRegistry } from '../read/units.ts';
import type { MutableUnitReadings, UnitReadings } from '../readings.ts';
import type { ResourceSensor } from '../sensor.ts';
import { series } from './series.ts';
import { createSections } from './unit-sections.ts';
import { watchWorkers } from './unit-workers.ts';

type Key = keyof UnitReadings;

/** What each unit uses of this thread and of its workers. */
export const units: ResourceSensor = ({ meter, sampler, clock }, { readings, unitLimit }) =>
  begin((cleanup) => {
    const registry = unitRegistry();
    const all = new Map<string, MutableUnitReadings>();
    const label = (name: string): string => {
      const unit = all.has(name) || all.size < unitLimit ? name : 'other';
      if (!all.has(unit)) all.set(unit, { loopSeconds: 0 });
      return unit;
    };
    const of = (name: string): MutableUnitReadings => all.get(label(name)) as MutableUnitReadings;
    const sections = createSections(clock.now, label);
    // Hooks slow every promise of the thread: not before the first unit.
    let hooked = false;
    const hook = createHook({
      before: () => sections.enter(registry.current()),
      after: () => sections.leave(),
    });
    const watcher: UnitWatcher = {
      enter(unit) {
        if (!hooked) hook.enable();
        hooked = true;
        sections.enter(unit);
      },
      leave: sections.leave,
    };
    registry.watchers.add(watcher);
    cleanup.defer(() => {
      registry.watchers.delete(watcher);
      hook.disable();
    });

    const made = instruments(meter, {
      loopSeconds: METRICS.unitEventLoopTime,
      cpuSeconds: METRICS.unitCpuTime,
      heapBytes: METRICS.unitHeapUsed,
      allocatedBytes: METRICS.unitHeapAllocated,
    });
    const tell: Record<Key, (unit: string, value: number) => void> = {
      loopSeconds: byUnit(cleanup, made.loopSeconds),
      cpuSeconds: byUnit(cleanup, made.cpuSeconds),
      heapBytes: byUnit(cleanup, made.heapBytes),
      allocatedBytes: byUnit(cleanup, made.allocatedBytes),
    };
    const add = (unit: MutableUnitReadings, key: Key, value: number | undefined): void => {
      if (value !== undefined) unit[key] = (unit[key] ?? 0) + value;
    };

    const told = new Map<string, number>();
    const cpuShare = threadCpuShare();
    const takeSections = (): void => {
      const grown = [...sections.totals()].map(([name, seconds]) => {
        const since = seconds - (told.get(name) ?? 0);
        told.set(name, seconds);
        return [of(name), since] as const;
      });
      const share = cpuShare(grown.reduce((sum, [, seconds]) => sum + seconds, 0));
      for (const [unit, seconds] of grown) {
        add(unit, 'loopSeconds', seconds);
        if (share !== undefined) add(unit, 'cpuSeconds', seconds * share);
      }
    };
    const askWorkers = watchWorkers(registry.workers);
    const takeWorkers = (): void => {
      for (const unit of all.values()) if (unit.heapBytes !== undefined) unit.heapBytes = 0;
      for (const [name, use] of askWorkers()) {
        const unit = of(name);
        add(unit, 'loopSeconds', use.activeSeconds);
        add(unit, 'cpuSeconds', use.cpuSeconds);
        add(unit, 'heapBytes', use.heapBytes);
        add(unit, 'allocatedBytes', use.allocatedBytes);
      }
    };

    const take = (): void => {
      takeSections();
      takeWorkers();
      if (all.size === 0) return;
      for (const [name, unit] of all)
        for (const [key, value] of Object.entries(unit)) tell[key as Key](name, value);
      readings.units = Object.fromEntries([...all].map(([name, unit]) => [name, { ...unit }]));
    };
    cleanup.use(sampler.add('units', take));
  });

/** A series of an instrument for each unit that is told. */
function byUnit(cleanup: Cleanup, instrument: Observable): (unit: string, value: number) => void {
  const points = series(cleanup, instrument, []);
  const indexes = new Map<string, number>();
  return (unit, value) => {
    const index = indexes.get(unit) ?? points.add({ 'plimsoll.unit': unit });
    indexes.set(unit, index);
    points.set(index, value);
  };
}

/**
 * How much of the time in which the event loop was busy since the last question this thread had a CPU; `busy` is what
 * it was at least. `undefined` where Node.js does not tell the CPU time of a thread.
 */
function threadCpuShare(): (busy: number) => number | undefined {
  const { threadCpuUsage } = process;
  if (!threadCpuUsage) return () => undefined;
  let lastCpu = threadCpuUsage.call(process);
  let lastLoop = performance.eventLoopUtilization();
  return (busy) => {
    const cpu = threadCpuUsage.call(process);
    const used = (cpu.user + cpu.system - lastCpu.user - lastCpu.system) / 1e6;
    const loop = performance.eventLoopUtilization();
    const active = (loop.active - lastLoop.active) / 1000;
    lastCpu = cpu;
    lastLoop = loop;
    const elapsed = Math.max(busy, active);
    return elapsed > 0 ? Math.min(1, used / elapsed) : 0;
  };
}
