/** A loader that lives as long as the service never forgets a key; its README asks for one for each request. */
import DataLoader from 'dataloader';
import { mode, run } from '../harness.mjs';

const create = () => new DataLoader(async (keys) => keys.map((id) => ({ id, name: `user ${id}` })));
const shared = create();

await run('dataloader-global', {
  rate: 600,
  op: (index) => (mode === 'leaky' ? shared : create()).load(index),
});
