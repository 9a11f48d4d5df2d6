/** A server of shared notes that forgets a note when the last writer has left, but does not destroy it: the timer of its awareness holds the document. Notes differ in length. */
import { Awareness } from 'y-protocols/awareness';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { mode, run } from '../harness.mjs';

const notes = new Map();
export let bytes = 0;

await run('shared-notes', {
  rate: 1.2,
  op(index) {
    const name = `note-${index}`;
    const doc = new Doc();
    const awareness = new Awareness(doc);
    notes.set(name, { doc, awareness });
    awareness.setLocalState(null);

    const writer = new Doc();
    const text = writer.getText('body');
    // Most notes are short, one in fifteen is long.
    const length = index % 15 ? 20 + (index % 40) : 700;
    for (let n = 0; n < length; n++)
      text.insert((n * 7919) % (text.length + 1), `word ${index}-${n} `);
    applyUpdate(doc, encodeStateAsUpdate(writer));
    bytes += doc.getText('body').toString().length;

    const old = `note-${index - 10}`;
    if (mode === 'fixed') notes.get(old)?.doc.destroy();
    notes.delete(old);
  },
});
