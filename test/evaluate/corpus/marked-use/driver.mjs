/** `marked.use()` for each page: every call wraps the renderer of the one before (markedjs/marked#3493, resend/react-email#1780). Fixed makes its own instance. */
import { Marked, marked } from 'marked';

import { mode, run } from '../harness.mjs';

const text = (index) =>
  `# Order ${index}\n\nSee [the order](/orders/${index}) or *ask* us:\n\n- one\n- [two](/help)\n`;

await run('marked-use', {
  rate: 12,
  op(index) {
    const base = `https://shop-${index % 40}.example`;
    const extension = {
      renderer: {
        link({ href, tokens }) {
          return `<a href="${base}${href}">${this.parser.parseInline(tokens)}</a>`;
        },
        heading({ tokens, depth }) {
          return `<h${depth} id="p${index}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
        },
      },
    };
    const parser = mode === 'fixed' ? new Marked() : marked;
    parser.use(extension);
    const html = parser.parse(text(index));
    if (!html.includes(`${base}/orders/${index}`)) throw new Error('wrong page');
  },
});
