/** Callbacks that are bound to the context of their request and kept for good keep the whole store of the request. */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { mode, run } from '../harness.mjs';

const storage = new AsyncLocalStorage();
const onRefresh = new Set();

await run('async-context', {
  rate: 150,
  op: (index) =>
    storage.run(
      { user: `user-${index}`, session: { roles: ['a', 'b'], cart: [index] } },
      async () => {
        const refresh = AsyncResource.bind(() => storage.getStore()?.user);
        onRefresh.add(refresh);
        await null;
        if (mode === 'fixed') onRefresh.delete(refresh);
      },
    ),
});
