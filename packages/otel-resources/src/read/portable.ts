import { cpus, freemem, loadavg, networkInterfaces, totalmem } from 'node:os';
import process from 'node:process';
import { openSystemInformation, type SystemInformation } from './system-information/index.ts';

/** What tells of a machine that has no /proc; tests hand in what was recorded on one. */
export interface Portable {
  readonly platform: 'darwin' | 'win32';
  readonly os: {
    cpus(): readonly { readonly times: OsCpuTimes }[];
    loadavg(): readonly number[];
    totalmem(): number;
    freemem(): number;
    networkInterfaces(): Readonly<Record<string, unknown>>;
  };
  /** Absent where it is not installed. */
  readonly information?: SystemInformation;
}

/** Milliseconds since the start of the machine. */
export interface OsCpuTimes {
  readonly user: number;
  readonly nice: number;
  readonly sys: number;
  readonly idle: number;
  readonly irq: number;
}

/** That of this machine; `undefined` on a platform that is not known to tell the truth. */
export function openPortable(platform: string = process.platform): Portable | undefined {
  if (platform !== 'darwin' && platform !== 'win32') return undefined;
  const information = openSystemInformation();
  const os = { cpus, loadavg, totalmem, freemem, networkInterfaces };
  return { platform, os, ...(information && { information }) };
}
