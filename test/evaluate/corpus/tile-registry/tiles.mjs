import { mode } from '../harness.mjs';

const SIDE = 128;
export const stats = { made: 0, reclaimed: 0, bytes: 0 };

const reclaimed = new FinalizationRegistry((account) => {
  stats.reclaimed += 1;
  stats.bytes -= account.size();
});

const accountOf = ({ size }) => ({ size: () => size });

export class Tile {
  constructor(key, shade) {
    this.key = key;
    this.pixels = new Uint8ClampedArray(SIDE * SIDE * 4);
    for (let at = 0; at < this.pixels.length; at += 4) {
      this.pixels[at] = (shade + at) & 0xff;
      this.pixels[at + 3] = 255;
    }
    this.size = this.pixels.byteLength;
    stats.made += 1;
    stats.bytes += this.size;
    reclaimed.register(this, mode === 'fixed' ? accountOf(this) : { size: () => this.size });
  }

  brightness() {
    let sum = 0;
    for (let at = 0; at < this.pixels.length; at += 64) sum += this.pixels[at];
    return sum / (this.pixels.length / 64);
  }
}
