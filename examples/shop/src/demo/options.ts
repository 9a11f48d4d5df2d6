import { parseArgs } from 'node:util';
import { FAULT_NAMES, type FaultName } from '../fault-names.ts';

const DATABASES = ['any', 'embedded', 'pglite'] as const;

export const USAGE: string = `usage: npm run demo -- [options]

  --duration <seconds>   end after so many seconds; without it the demo runs until it is stopped
  --json                 print the final state as one JSON object on stdout, and nothing else there
  --fault <name>         inject a fault from the start; may be given again
                         (${FAULT_NAMES.join(', ')})
  --rate <n>             requests a second, 1 to 500; 50 by default
  --database <kind>      ${DATABASES.join(', ')}; 'any' by default: embedded PostgreSQL, else PGlite.
                         Not looked at where DATABASE_URL is set
`;

export interface DemoOptions {
  readonly durationSeconds: number;
  readonly json: boolean;
  readonly faults: readonly FaultName[];
  readonly rate: number;
  readonly database: string;
  readonly help: boolean;
}

/** Throws a `TypeError` or `RangeError` that names the option. */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      duration: { type: 'string' },
      json: { type: 'boolean', default: false },
      fault: { type: 'string', multiple: true, default: [] },
      rate: { type: 'string', default: '50' },
      database: { type: 'string', default: 'any' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    durationSeconds:
      values.duration === undefined
        ? Number.POSITIVE_INFINITY
        : between('--duration', values.duration, 1, 86_400),
    json: values.json,
    faults: values.fault.map((fault) => oneOf('--fault', fault, FAULT_NAMES)),
    rate: between('--rate', values.rate, 1, 500),
    database: oneOf('--database', values.database, DATABASES),
    help: values.help,
  };
}

function between(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= min && value <= max) return value;
  throw new RangeError(
    `Expected \`${name}\` to be a number from ${min} to ${max}, got \`${text}\``,
  );
}

function oneOf<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === text);
  if (choice) return choice;
  throw new TypeError(`Expected \`${name}\` to be one of ${choices.join(', ')}, got \`${text}\``);
}
