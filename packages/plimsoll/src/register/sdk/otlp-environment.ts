import { existsSync } from 'node:fs';
import type { Environment } from '../environment.ts';

interface Rule {
  readonly expected: string;
  holds(given: string): boolean;
}

const FILE: Rule = { expected: 'the path of a file', holds: existsSync };
const ENDPOINT: Rule = {
  expected: 'a URL that begins with http:// or https://',
  holds: (given) => /^https?:\/\//i.test(given) && URL.canParse(given),
};

/** What follows `OTEL_EXPORTER_OTLP_` or, for one signal, `OTEL_EXPORTER_OTLP_METRICS_`. */
const RULES: Readonly<Record<string, Rule>> = {
  TIMEOUT: { expected: 'a number of milliseconds above 0', holds: (given) => Number(given) > 0 },
  COMPRESSION: {
    expected: 'gzip or none',
    holds: (given) => ['gzip', 'none'].includes(given),
  },
  HEADERS: {
    expected: 'key=value, several with commas',
    holds: (given) => given.split(',').every((pair) => pair.trim() === '' || pair.indexOf('=') > 0),
  },
  CERTIFICATE: FILE,
  CLIENT_CERTIFICATE: FILE,
  CLIENT_KEY: FILE,
};

const TEMPORALITY: Rule = {
  expected: 'cumulative, delta or lowmemory; using cumulative',
  holds: (given) => ['cumulative', 'delta', 'lowmemory'].includes(given.toLowerCase()),
};

/**
 * Warns of `OTEL_EXPORTER_OTLP_*` variables that the exporters of OpenTelemetry pass over: they tell a `diag`
 * logger, which is the application's to set. No value is shown, for an endpoint may hold a password.
 */
export function checkOtlp(
  environment: Environment,
  signal: 'METRICS' | 'LOGS',
  protocol: string,
): void {
  const check = (variable: string, { expected, holds }: Rule): void => {
    const given = environment.text(variable);
    if (given !== undefined && !holds(given)) environment.bad(variable, expected);
  };
  // gRPC takes a host and a port, too.
  const rules = protocol === 'grpc' ? RULES : { ENDPOINT, ...RULES };
  for (const [name, rule] of Object.entries(rules))
    for (const prefix of ['OTEL_EXPORTER_OTLP_', `OTEL_EXPORTER_OTLP_${signal}_`])
      check(`${prefix}${name}`, rule);
  if (signal === 'METRICS') check('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', TEMPORALITY);
}
