import { createCanvas } from '@napi-rs/canvas';

const drawn = new Map();

function draw(values, canvas) {
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, 320, 90);
  context.strokeStyle = '#225588';
  context.beginPath();
  values.forEach((value, n) => {
    context.lineTo(n * 4, 85 - value * 80);
  });
  context.stroke();
  return canvas;
}

export function sparkline(key, version, values) {
  const known = drawn.get(key);
  if (known?.version === version) return known.canvas;
  const canvas = draw(values(), known?.canvas ?? createCanvas(320, 90));
  drawn.set(key, { version, canvas });
  return canvas;
}
