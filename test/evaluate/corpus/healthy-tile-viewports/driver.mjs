/** Rendered tiles of a map expire 70 s after they were last asked for; every 130 s visitors move to another region. */
import { elapsed, run } from '../harness.mjs';

const TILE_BYTES = 160 * 160 * 4;
const IDLE_SECONDS = 70;
const tiles = new Map();

function render(key, index) {
  const pixels = new Uint8ClampedArray(TILE_BYTES);
  for (let at = 0; at < TILE_BYTES; at += 64) pixels[at] = (at + index) & 255;
  return { key, pixels, used: 0 };
}

setInterval(() => {
  const before = elapsed() - IDLE_SECONDS;
  for (const [key, { used }] of tiles) if (used < before) tiles.delete(key);
}, 10_000);

await run('healthy-tile-viewports', {
  rate: 12,
  op(index) {
    const region = Math.floor(elapsed() / 130);
    const spread = region % 2 ? 96 : 72;
    const at = Math.floor(spread * Math.random() ** 1.3);
    const key = `${region}/${at % 12}/${Math.floor(at / 12)}`;
    let tile = tiles.get(key);
    if (!tile) {
      tile = render(key, index);
      tiles.set(key, tile);
    }
    tile.used = elapsed();
    return Promise.resolve(tile.pixels[index % TILE_BYTES]);
  },
});
