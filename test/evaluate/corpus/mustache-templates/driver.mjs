/** Parsed templates are kept by their text for ever (janl/mustache.js#693, #748, #818); texts with ids in them never end. */
import mustache from 'mustache';
import { mode, run } from '../harness.mjs';

if (mode === 'fixed') mustache.templateCache = undefined;

await run('mustache-templates', {
  rate: 100,
  op: (index) => mustache.render(`<input id="field-${index}" value="{{value}}">`, { value: index }),
});
