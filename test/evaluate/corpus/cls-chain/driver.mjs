/** A poll that plans the next from inside its namespace of cls-hooked: each context inherits from the one before, for ever. */
import cls from 'cls-hooked';
import { mode, run } from '../harness.mjs';

const jobs = cls.createNamespace('jobs');
let turns = 0;

function poll() {
  const work = () => {
    jobs.set('job', { id: turns++, tags: ['poll', 'mail'] });
    if (mode === 'leaky') setTimeout(poll, 100);
  };
  jobs.run(work);
  if (mode === 'fixed') setTimeout(poll, 100);
}
for (let n = 0; n < 3; n++) poll();

await run('cls-chain', { rate: 5, op: () => JSON.stringify({ turns }) });
