/** lodash memoizes by the first argument without a limit. */
import lodash from 'lodash';
import { mode, run } from '../harness.mjs';

const render = (path) => ({ path, html: `<a href="${path}">${path}</a>` });
const memoized = lodash.memoize(render);

await run('memoize-arguments', {
  rate: 500,
  op: (index) => (mode === 'leaky' ? memoized : render)(`/articles/${index}`),
});
