/** Up to 4.1.7 the global registry of zod holds every schema that was ever described: here one for each request. */
import { mode, run } from '../harness.mjs';

const { z } = await import(mode);

await run('zod-registry', {
  rate: 18,
  op(index) {
    const order = z
      .object({
        id: z.number().describe('what the shop calls it'),
        amount: z
          .number()
          .max(100 + index)
          .describe('how many'),
      })
      .describe(`order of tenant ${index}`);
    order.parse({ id: index, amount: index % 100 });
  },
});
