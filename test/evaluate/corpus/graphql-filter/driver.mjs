/** Subscribers whose filter lets hardly anything pass: `withFilter` of graphql-subscriptions 1.2.0 chains a promise to each event that it drops; fixed in 1.2.1 (apollographql/graphql-subscriptions#209). */
import { mode, run } from '../harness.mjs';

const CLIENTS = 8;
const { default: library } = await import(mode);
const pubsub = new library.PubSub();
export let received = 0;

async function subscribe(user) {
  const resolver = library.withFilter(
    () => pubsub.asyncIterator('orderPaid'),
    (payload, variables) => payload.order.user === variables.user,
  );
  const events = resolver(undefined, { user }, {}, {});
  for (;;) {
    const { done } = await events.next();
    if (done) return;
    received += 1;
  }
}
for (let n = 0; n < CLIENTS; n++) void subscribe(`watcher ${n}`);

await run('graphql-filter', {
  rate: 90,
  async op(index) {
    await pubsub.publish('orderPaid', {
      order: { id: index, user: `customer ${index % 5_000}`, total: 10 + (index % 90) },
    });
  },
});
