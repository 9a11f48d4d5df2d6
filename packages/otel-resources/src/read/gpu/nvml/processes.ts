import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Answers } from './result.ts';
import { processMemoryOf, SIZES } from './structs.ts';
import type { Nvml } from './symbols.ts';

/** The first list has room for so many; NVML says how many there are where they are more. */
const ROOM = 64;
const MOST = 4096;
const INSUFFICIENT_SIZE = 7;

type List = Nvml['nvmlDeviceGetComputeRunningProcesses_v3'];

/** The initial PID namespace of Linux (PROC_PID_INIT_INO). */
const INITIAL = 'pid:[4026531836]';

/**
 * The number of this process as the driver knows it. `undefined` in a container: it has another there, and the number
 * that we know may be that of a stranger.
 */
export async function ownProcess(proc: string): Promise<number | undefined> {
  if (process.platform === 'win32') return process.pid;
  const namespace = await readlink(join(proc, 'self/ns/pid')).catch(() => undefined);
  return namespace === INITIAL ? process.pid : undefined;
}

/** The memory that the process `pid` has of a device, be it for computing or graphics: a context of both is in both lists. */
export async function processMemory(
  nvml: Nvml,
  device: bigint,
  pid: number,
  answers: Answers,
): Promise<number | undefined> {
  let most: number | undefined;
  for (const list of [
    nvml.nvmlDeviceGetComputeRunningProcesses_v3,
    nvml.nvmlDeviceGetGraphicsRunningProcesses_v3,
  ]) {
    const bytes = await memoryIn(list, device, pid, answers);
    if (bytes !== undefined) most = Math.max(most ?? 0, bytes);
  }
  return most;
}

async function memoryIn(
  list: List,
  device: bigint,
  pid: number,
  { ok }: Answers,
): Promise<number | undefined> {
  const count = Buffer.alloc(4);
  for (let room = ROOM; list && room <= MOST; room = 2 * count.readUInt32LE()) {
    const infos = Buffer.alloc(room * SIZES.processInfo);
    count.writeUInt32LE(room);
    const result = await list(device, count, infos);
    if (result === INSUFFICIENT_SIZE && count.readUInt32LE() * 2 > room) continue;
    if (!(await ok(Promise.resolve(result)))) return undefined;
    return processMemoryOf(infos, count.readUInt32LE(), pid);
  }
  return undefined;
}
