/** Stack traces of browsers are resolved by source-map, whose mappings lie in WebAssembly until `destroy()` is called. */
import { SourceMapConsumer, SourceMapGenerator } from 'source-map';
import { mode, run } from '../harness.mjs';

const generator = new SourceMapGenerator({ file: 'bundle.js' });
for (let line = 1; line <= 600; line++)
  for (let column = 0; column < 4; column++)
    generator.addMapping({
      generated: { line, column: column * 20 },
      original: { line, column },
      source: `src/page-${line % 40}.ts`,
    });
const map = generator.toJSON();

await run('source-maps', {
  rate: 0.6,
  async op(index) {
    const consumer = await new SourceMapConsumer(map);
    consumer.originalPositionFor({ line: 1 + (index % 600), column: 40 });
    if (mode === 'fixed') consumer.destroy();
  },
});
