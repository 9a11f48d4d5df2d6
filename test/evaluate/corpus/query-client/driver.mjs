/** One query client for all whom a server renders pages for: on a server nothing in it is ever collected. Fixed has one a request. */
import { QueryClient } from '@tanstack/query-core';
import { mode, run } from '../harness.mjs';

const shared = new QueryClient();

await run('query-client', {
  rate: 60,
  op: (index) =>
    (mode === 'leaky' ? shared : new QueryClient()).fetchQuery({
      queryKey: ['basket', { user: index }],
      queryFn: async () => ({
        user: index,
        lines: Array.from({ length: 10 }, (_, n) => ({ n, price: n * 1.5 })),
      }),
    }),
});
