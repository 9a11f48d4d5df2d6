import { readFileSync, watch } from 'node:fs';
import { mode } from '../harness.mjs';
import { pagesOf } from './documents.mjs';

const EXPIRES_MILLIS = 12_000;
const previews = new Map();

const themeFile = (theme) => new URL(`themes/${theme}.css`, import.meta.url);

function render(pages, css) {
  return pages.map(({ title, paragraphs }, number) => ({
    number,
    title,
    blocks: paragraphs.map((text, n) => ({ id: `p${number}-${n}`, text, style: css.length })),
  }));
}

export function open(id, theme) {
  const pages = pagesOf(id);
  const file = themeFile(theme);
  const preview = { id, theme, rendered: render(pages, readFileSync(file, 'utf8')) };
  preview.watcher = watch(file, { persistent: false }, () => {
    preview.rendered = render(pages, readFileSync(file, 'utf8'));
  });
  preview.expiry = setTimeout(() => {
    if (mode === 'fixed') preview.watcher.close();
    previews.delete(id);
  }, EXPIRES_MILLIS);
  previews.set(id, preview);
}

export function page(id, number) {
  return previews.get(id)?.rendered[number];
}

export function close(id) {
  const preview = previews.get(id);
  if (!preview) return;
  clearTimeout(preview.expiry);
  preview.watcher.close();
  previews.delete(id);
}
