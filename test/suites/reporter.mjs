/** Reporter of `node --test`: a line of JSON for each test, with the file that it stands in, which none of its own tells. */
import { relative } from 'node:path';

const RESULTS = { 'test:pass': 'pass', 'test:fail': 'fail' };

export default async function* reporter(events) {
  for await (const { type, data } of events) {
    if (!RESULTS[type] || data.details.type === 'suite') continue;
    const result = data.skip === undefined && data.todo === undefined ? RESULTS[type] : 'skip';
    const name = `${relative('.', data.file)} > ${data.name}`;
    yield `${JSON.stringify({ name, result })}\n`;
  }
}
