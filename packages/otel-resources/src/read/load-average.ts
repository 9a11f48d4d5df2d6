/** How many tasks ran or waited to run, averaged over 1, 5 and 15 minutes. */
export interface LoadAverage {
  readonly one: number;
  readonly five: number;
  readonly fifteen: number;
}

/** /proc/loadavg */
export function parseLoadAverage(text: string): LoadAverage | undefined {
  const [, one, five, fifteen] =
    /^(\d{1,9}\.\d{2}) (\d{1,9}\.\d{2}) (\d{1,9}\.\d{2}) /.exec(text) ?? [];
  if (!one || !five || !fifteen) return undefined;
  return { one: Number(one), five: Number(five), fifteen: Number(fifteen) };
}
