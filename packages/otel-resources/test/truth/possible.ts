import { execFileSync } from 'node:child_process';
import { describe, test } from 'vitest';

/**
 * `describe` for tests of what a machine may not permit, or whose tools it may lack. `attempt` does the least of it and
 * throws where it cannot: then the tests are skipped loudly, or fail on CI.
 */
export function describeWhere(what: string, attempt: () => void): typeof describe {
  try {
    attempt();
    return describe;
  } catch (error) {
    const absent = `${what} are not to be had here (${String(error).trim().replace(/\s+/g, ' ')})`;
    if (process.env.CI) throw new Error(`${absent}, and on CI nothing is skipped`);
    process.stderr.write(`\n*** ${absent}: their tests are SKIPPED ***\n\n`);
    return describe.skip as typeof describe;
  }
}

/** `test` where the kernel has what it is about, and one that is skipped loudly elsewhere: there is nothing to install. */
export function testWhere(there: boolean, what: string): typeof test {
  if (there) return test;
  process.stderr.write(`\n*** this kernel has no ${what}: their test is SKIPPED ***\n\n`);
  return test.skip as typeof test;
}

/** Runs a tool of the system, which is often not in the path of a user; throws where it fails. */
export function tool(name: string, ...args: readonly string[]): string {
  return execFileSync(name, args, { encoding: 'utf8', env: SYSTEM_ENVIRONMENT, stdio: 'pipe' });
}

export const SYSTEM_ENVIRONMENT: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
};
