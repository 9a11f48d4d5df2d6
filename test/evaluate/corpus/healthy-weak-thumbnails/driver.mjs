/** Decoded pictures stay reachable for whoever asks again only as long as the collector leaves them; the 24 latest are held for certain. */
import { run } from '../harness.mjs';

const PICTURE_BYTES = 220 * 1024;
const PICTURES = 900;
const HELD = 24;
const known = new Map();
const held = [];
const registry = new FinalizationRegistry((id) => {
  if (known.get(id)?.deref() === undefined) known.delete(id);
});

class Picture {
  constructor(id) {
    this.id = id;
    this.pixels = new Uint8Array(PICTURE_BYTES);
    for (let at = 0; at < PICTURE_BYTES; at += 97) this.pixels[at] = (at * id) & 255;
  }
}

function pictureOf(id) {
  const cached = known.get(id)?.deref();
  if (cached) return cached;
  const picture = new Picture(id);
  known.set(id, new WeakRef(picture));
  registry.register(picture, id);
  return picture;
}

await run('healthy-weak-thumbnails', {
  rate: 6,
  op() {
    const picture = pictureOf(Math.floor(PICTURES * Math.random() ** 2));
    held.push(picture);
    if (held.length > HELD) held.shift();
  },
});
