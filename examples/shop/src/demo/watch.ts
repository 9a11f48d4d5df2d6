import { parseExposition, type Scrape, select } from './exposition.ts';
import { type Summary, summarize } from './summary.ts';

const WINDOW_SECONDS = 5;
const TIMEOUT_MILLIS = 5_000;

/** Scrapes `/metrics` as Prometheus would and keeps what its last few seconds say. */
export interface Watch {
  /**
   * Scrapes now. A scrape that fails leaves the last summary as it is; one that another process answers, which
   * took the port first, is an error.
   */
  look(): Promise<Summary | undefined>;
}

export function createWatch(metricsUrl: string, instance: string): Watch {
  const scrapes: Scrape[] = [];
  let summary: Summary | undefined;
  return {
    async look() {
      const now = await scrape(metricsUrl);
      if (!now) return summary;
      if (!select(now, 'target_info', { service_instance_id: instance }).length)
        throw new Error(`${metricsUrl} is that of another process`);
      scrapes.push(now);
      while (scrapes[1] && now.seconds - scrapes[1].seconds >= WINDOW_SECONDS) scrapes.shift();
      const [before] = scrapes;
      if (before) summary = summarize(before, now);
      return summary;
    },
  };
}

/** `undefined` where nobody answers: a blocked shop does so, and of a dead one the processes tell. */
async function scrape(metricsUrl: string): Promise<Scrape | undefined> {
  try {
    const answer = await fetch(metricsUrl, { signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
    return answer.ok ? parseExposition(await answer.text(), performance.now() / 1000) : undefined;
  } catch {
    return undefined;
  }
}
