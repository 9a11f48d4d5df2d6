import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of one value below a folder of sysfs, read off the event loop; what is not there, or not to be read, is absent. */
export interface Attributes {
  text(path: string): Promise<string | undefined>;
  /** A whole number not below zero, or below it where `signed`. */
  number(path: string, signed?: boolean): Promise<number | undefined>;
  names(path: string): Promise<readonly string[]>;
  below(path: string): Attributes;
}

export function attributesOf(folder: string): Attributes {
  const text = async (path: string): Promise<string | undefined> => {
    try {
      return (await readFile(join(folder, path), 'latin1')).trim();
    } catch {
      return undefined;
    }
  };
  return {
    text,
    number: async (path, signed = false) => parseNumber((await text(path)) ?? '', signed),
    names: (path) => readdir(join(folder, path)).catch(() => []),
    below: (path) => attributesOf(join(folder, path)),
  };
}

/** A whole number of at most 15 digits, which a double holds exactly. */
export function parseNumber(text: string, signed = false): number | undefined {
  if (!/^-?\d{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= 0 || signed ? value : undefined;
}
