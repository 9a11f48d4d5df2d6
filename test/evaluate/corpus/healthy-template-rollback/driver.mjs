/** The templates of a site are published anew every 40 s and the last four publications are kept for a rollback: it grows for 160 s. */
import Handlebars from 'handlebars';
import { run } from '../harness.mjs';

const TEMPLATES = 100;
const KEPT = 4;
const RATE = 10;
const publications = [];

function sourceOf(number, version) {
  const parts = Array.from(
    { length: 12 },
    (_, n) =>
      `{{#if show${n}}}<p class="v${version}-${number}">{{upper title}} {{items.${n}.name}}</p>{{else}}<i>${n}</i>{{/if}}`,
  );
  return `<main>{{#each items}}<li>{{name}}</li>{{/each}}${parts.join('\n')}</main>`;
}

function publish(version) {
  const engine = Handlebars.create();
  engine.registerHelper('upper', (text) => String(text).toUpperCase());
  publications.push({ engine, version, templates: new Map() });
  if (publications.length > KEPT) publications.shift();
}

function template({ engine, version, templates }, number) {
  let made = templates.get(number);
  if (!made) {
    const ast = engine.parse(sourceOf(number, version));
    made = { ast, render: engine.compile(ast) };
    templates.set(number, made);
  }
  return made;
}

const items = Array.from({ length: 12 }, (_, n) => ({ name: `name ${n}` }));
await run('healthy-template-rollback', {
  rate: RATE,
  op(index) {
    if (index % (40 * RATE) === 0) publish(index);
    const page = template(publications.at(-1), (index * 13) % TEMPLATES).render({
      title: 'page',
      items,
      show3: true,
    });
    if (!page.includes('PAGE')) throw new Error('not rendered');
  },
});
