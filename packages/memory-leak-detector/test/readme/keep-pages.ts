import { LRUCache } from 'lru-cache';
import { type PressureLike, shrinkCachesUnder, trackCache } from '../../src/index.ts';

interface Page {
  readonly html: string;
  readonly visits: number;
}

/** A cache that is reported and shrinks under pressure. */
export function keepPages(pressure: PressureLike): LRUCache<string, Page> {
  //#region readme
  const pages = new LRUCache<string, Page>({
    maxSize: 64 * 2 ** 20,
    sizeCalculation: ({ html }) => html.length,
  });
  trackCache('pages', pages, { priority: 'low', priorityOf: ({ visits }: Page) => visits });
  shrinkCachesUnder(pressure);
  //#endregion
  return pages;
}
