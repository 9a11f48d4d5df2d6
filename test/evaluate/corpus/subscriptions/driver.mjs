/** Every request subscribes to a subject that lives on, and does not unsubscribe. */
import { Subject } from 'rxjs';
import { filter, map } from 'rxjs/operators';
import { mode, run } from '../harness.mjs';

const changes = new Subject();

await run('subscriptions', {
  rate: 50,
  async op(index) {
    const seen = [];
    const own = changes.pipe(
      filter(({ id }) => id === index),
      map(({ value }) => value),
    );
    const subscription = own.subscribe((value) => seen.push(value));
    await null;
    if (mode === 'fixed') subscription.unsubscribe();
  },
});
