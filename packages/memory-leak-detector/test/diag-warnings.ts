import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, beforeEach } from 'vitest';

/** What each test of a file is warned of, from its begin on. */
export function diagWarnings(): readonly string[] {
  const warnings: string[] = [];
  beforeEach(() => {
    warnings.length = 0;
    const ignore = (): void => {};
    const warn = (message: string): void => void warnings.push(message);
    const logger = { debug: ignore, error: ignore, info: ignore, verbose: ignore, warn };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  });
  afterEach(() => diag.disable());
  return warnings;
}
