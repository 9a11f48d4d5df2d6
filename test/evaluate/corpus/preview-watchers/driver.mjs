/** Each preview of a document watches the file of its theme. Who closes the tab properly ends the watch; a preview that expires does not. Fixed closes in either case. */
import { run } from '../harness.mjs';
import { close, open, page } from './previews.mjs';

export let read = 0;

await run('preview-watchers', {
  rate: 3,
  op(index) {
    open(index, index % 2 ? 'plain' : 'classic');
    for (let number = 0; number < 6; number++) read += page(index, number).blocks.length;
    if (index % 3 === 0) close(index - 9);
  },
});
