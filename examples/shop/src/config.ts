/** What the shop is told by its environment. */
export interface Config {
  readonly databaseUrl: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly poolMax: number;
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const databaseUrl = env.DATABASE_URL;
  if (!databaseUrl) throw new TypeError('Expected `DATABASE_URL` to be a PostgreSQL URL, got none');
  return {
    databaseUrl,
    port: wholeNumber('PORT', env.PORT, 0),
    poolMax: wholeNumber('POOL_MAX', env.POOL_MAX, 10),
  };
}

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new RangeError(`Expected \`${name}\` to be a whole number from 0, got \`${text}\``);
}
