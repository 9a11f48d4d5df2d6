import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ConfigurationModel } from '@opentelemetry/configuration';
import type { Faults } from '@plimsoll/kernel';

/** The first that is set counts; the second is its name of before the specification was stable. */
const VARIABLES = ['OTEL_CONFIG_FILE', 'OTEL_EXPERIMENTAL_CONFIG_FILE'] as const;

/** An OpenTelemetry configuration file, parsed, its `${VARIABLES}` put in, and valid by the schema 1.x. */
export interface ConfigFile {
  /** As the variable names it. */
  readonly path: string;
  readonly model: ConfigurationModel;
}

type Variables = Record<string, string | undefined>;

/** Loaded only here: without a file the parser and its schema cost nothing. */
const load = createRequire(import.meta.url);

/**
 * The configuration file that a variable names, read by the SDK's own parser, at once. One that is missing, malformed
 * or refused by the schema is one warning, and the environment is used as if there were none: a typo in a deployment
 * must not stop production (https://opentelemetry.io/docs/specs/otel/configuration/data-model/).
 */
export function loadConfigFile(variables: Variables, faults: Faults): ConfigFile | undefined {
  const path = VARIABLES.map((name) => variables[name]?.trim()).find((value) => value);
  if (!path) return undefined;
  try {
    refuseMalformed(path);
    return { path, model: parse(path, variables) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\s*\n\s*/g, ' ') : error;
    faults.report(`the configuration file ${path} is not used, the environment is`, reason);
    return undefined;
  }
}

/**
 * The SDK's parser takes what it can of a text that is no YAML, and says nothing. Of the error only the first line is
 * told: the others quote the file, where a secret may stand.
 */
function refuseMalformed(path: string): void {
  const { parseDocument } = load('yaml') as typeof import('yaml');
  const [error] = parseDocument(readFileSync(path, 'utf8'), { version: '1.2' }).errors;
  if (error) throw new Error(error.message.replace(/:?\n.*/s, ''));
}

/** The parser knows the path by one variable of the process only. */
function parse(path: string, variables: Variables): ConfigurationModel {
  const { createConfigFactory } = load(
    '@opentelemetry/configuration',
  ) as typeof import('@opentelemetry/configuration');
  const [name] = VARIABLES;
  const before = variables[name];
  variables[name] = path;
  try {
    return createConfigFactory().getConfigModel();
  } finally {
    if (before === undefined) delete variables[name];
    else variables[name] = before;
  }
}
