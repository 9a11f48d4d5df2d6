/** A map service keeps its last 60 tiles and counts by a FinalizationRegistry what was reclaimed; what it registers holds the tile by a closure, so none ever is. Visitors pan in bursts. */
import { elapsed, run } from '../harness.mjs';
import { stats, Tile } from './tiles.mjs';

const MOST_TILES = 60;
const tiles = new Map();
export let light = 0;

function tile(zoom, x, y) {
  const key = `${zoom}/${x}/${y}`;
  let found = tiles.get(key);
  if (found) tiles.delete(key);
  else found = new Tile(key, x * 31 + y * 17);
  tiles.set(key, found);
  if (tiles.size > MOST_TILES) tiles.delete(tiles.keys().next().value);
  return found;
}

let panned = 0;

await run('tile-registry', {
  rate: 8,
  op(index) {
    const panning = elapsed() % 35 < 8;
    if (panning && index % 2 === 0) panned += 1;
    else if (index % 13 === 0) panned += 1;
    light += tile(12, panned, (panned * 7) % 90).brightness();
    if (stats.bytes < 0) throw new Error('more reclaimed than made');
  },
});
