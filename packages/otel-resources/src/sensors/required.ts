import type { Faults } from '@plimsoll/kernel';
import { isAbsent, type KeptFile } from '../read/file.ts';

/** What `file` says now; throws where it cannot be read or understood, so that the walker reports it. */
export function required<T>(file: KeptFile, parse: (text: string) => T | undefined): T {
  const text = file.read();
  if (text === undefined) throw new Error(`cannot read ${file.path}: ${file.fault}`);
  const value = parse(text);
  if (value === undefined) throw new Error(`cannot understand ${file.path}`);
  return value;
}

/** Whether the platform lacks the file, which is no fault: said once, at debug level. */
export function lacks(file: KeptFile, faults: Faults): boolean {
  if (file.read() !== undefined || !isAbsent(file)) return false;
  faults.absent(`${file.path} is not there`);
  return true;
}
