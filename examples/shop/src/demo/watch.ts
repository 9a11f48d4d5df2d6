import { parseExposition, type Scrape } from './exposition.ts';
import { type Summary, summarize } from './summary.ts';

const WINDOW_SECONDS = 5;
const TIMEOUT_MILLIS = 5_000;

/** Scrapes `/metrics` as Prometheus would and keeps what its last few seconds say. */
export interface Watch {
  /** Scrapes now. A scrape that fails leaves the last summary as it is. */
  look(): Promise<Summary | undefined>;
}

export function createWatch(metricsUrl: string): Watch {
  const scrapes: Scrape[] = [];
  let summary: Summary | undefined;
  return {
    async look() {
      try {
        const answer = await fetch(metricsUrl, { signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
        if (answer.ok) scrapes.push(parseExposition(await answer.text(), performance.now() / 1000));
      } catch {
        // A blocked or dying shop does not answer; the processes say so where it died.
        return summary;
      }
      const now = scrapes.at(-1);
      while (scrapes[1] && now && now.seconds - scrapes[1].seconds >= WINDOW_SECONDS)
        scrapes.shift();
      const [before] = scrapes;
      if (before && now) summary = summarize(before, now);
      return summary;
    },
  };
}
