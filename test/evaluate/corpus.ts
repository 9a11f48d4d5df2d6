import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const VARIANTS = ['leaky', 'fixed', 'healthy'] as const;

export type Variant = (typeof VARIANTS)[number];

/** One folder of a corpus. */
export interface Case {
  readonly name: string;
  readonly folder: string;
  readonly variants: readonly Variant[];
  /** Where the leak is; `undefined` for a healthy case. */
  readonly area: string | undefined;
  /** Where it is from a major version of Node on: what V8 counts as external memory changes. */
  readonly areaSince?: Readonly<Record<string, string>> | undefined;
  /** What the file of a named allocation site must match. */
  readonly culprit: RegExp | undefined;
  /** The only version of Node on which the case leaks. */
  readonly leakyOn: string | undefined;
  /** Why a healthy case is the same data as a leak for longer than a verdict may wait; such are listed and not counted. */
  readonly undecidable?: string | undefined;
}

interface CaseFile {
  readonly variants?: unknown;
  readonly area?: string;
  readonly areaSince?: Readonly<Record<string, string>>;
  readonly culprit?: string;
  readonly leakyOn?: string;
  readonly undecidable?: string;
}

/** The cases of a corpus in order of their names. Throws a `TypeError` where a `case.json` is wrong or there is none. */
export function readCorpus(folder: string): readonly Case[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'case.json')))
    .map(({ name }) => name)
    .sort();
  if (names.length === 0)
    throw new TypeError(`Expected \`--cases\` to be a folder with cases, got \`${folder}\``);
  return names.map((name) => readCase(folder, name));
}

function readCase(corpus: string, name: string): Case {
  const folder = join(corpus, name);
  const { variants, area, areaSince, culprit, leakyOn, undecidable } = JSON.parse(
    readFileSync(join(folder, 'case.json'), 'utf8'),
  ) as CaseFile;
  if (!Array.isArray(variants) || variants.length === 0 || !variants.every(isVariant))
    throw new TypeError(
      `Expected \`variants\` of ${name}/case.json to be some of ${VARIANTS.join(', ')}, got \`${JSON.stringify(variants)}\``,
    );
  return {
    name,
    folder,
    variants,
    area,
    areaSince,
    culprit: culprit === undefined ? undefined : new RegExp(culprit),
    leakyOn,
    undecidable,
  };
}

function isVariant(value: unknown): value is Variant {
  return VARIANTS.includes(value as Variant);
}

/** Where the leak is under this version of Node (`24.21.0`). */
export function areaIn({ area, areaSince = {} }: Case, nodeVersion: string): string | undefined {
  const major = Number(nodeVersion.split('.')[0]);
  const since = Object.entries(areaSince).filter(([from]) => Number(from) <= major);
  return since.sort(([a], [b]) => Number(a) - Number(b)).at(-1)?.[1] ?? area;
}

/** Whether memory grows for ever in this variant under this version of Node (`24.21.0`). */
export function leaks({ leakyOn }: Case, variant: Variant, nodeVersion: string): boolean {
  return variant === 'leaky' && (leakyOn === undefined || leakyOn === nodeVersion);
}
