import { DiagLogLevel, diag } from '@opentelemetry/api';
import { onTestFinished } from 'vitest';

/** What is said through `diag` during this test, by level. */
export function diagnostics(): { readonly warnings: string[]; readonly debug: string[] } {
  const said = { warnings: [] as string[], debug: [] as string[] };
  const ignore = (): void => {};
  diag.setLogger(
    {
      error: (text) => void said.warnings.push(text),
      warn: (text) => void said.warnings.push(text),
      info: ignore,
      verbose: ignore,
      debug: (text) => void said.debug.push(text),
    },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
  said.debug.length = 0;
  onTestFinished(() => diag.disable());
  return said;
}
