/** Documents that are subscribed to and destroyed: up to 1.0.0-beta.9 the unsubscription makes the connection keep a stub of each (share/sharedb#204). */
import { promisify } from 'node:util';
import { mode, run } from '../harness.mjs';

const { default: ShareDB } = await import(mode);
console.warn = () => {};

const backend = new ShareDB({ disableDocAction: true, disableSpaceDelimitedActions: true });
const connection = backend.connect();

export let versions = 0;

await run('sharedb-docs', {
  rate: 40,
  async op(index) {
    const doc = connection.get('boards', `board-${index}`);
    await promisify(doc.subscribe).call(doc);
    versions += doc.version ?? 0;
    await promisify(doc.destroy).call(doc);
  },
});
