import { Blob } from 'node:buffer';
import { mode } from '../harness.mjs';

const HEAD = '<!doctype html><meta charset="utf-8"><title>Statement</title><table>';

function render({ customer, month, entries }) {
  let html = `${HEAD}<caption>${customer}, ${month}</caption>`;
  for (const { at, text, cents } of entries)
    html += `<tr><td>${at}</td><td>${text}</td><td>${(cents / 100).toFixed(2)}</td></tr>`;
  return `${html}</table>`;
}

/** Gives an address from which the mailer and the archive read the statement. */
export function publish(statement) {
  const blob = new Blob([render(statement)], { type: 'text/html' });
  return URL.createObjectURL(blob);
}

export function retire(address) {
  if (mode === 'fixed') URL.revokeObjectURL(address);
}
