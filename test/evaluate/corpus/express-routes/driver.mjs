/** Routes are read anew every few seconds and added to those that are there, as in a well known post-mortem. Fixed changes the router. */
import express from 'express';
import { mode, run } from '../harness.mjs';

const app = express();
let pages = express.Router();
app.use((request, response, next) => pages(request, response, next));

function refresh() {
  if (mode === 'fixed') pages = express.Router();
  for (let n = 0; n < 150; n++)
    pages.get(`/catalogue/${n}/:id`, (_, response) => response.end(`page ${n}`));
}

const ask = (url) =>
  new Promise((end) => app({ method: 'GET', url, headers: {} }, { end, setHeader() {} }, end));

await run('express-routes', {
  rate: 10,
  op(index) {
    if (index % 40 === 0) refresh();
    return ask(`/catalogue/${index % 150}/${index}`);
  },
});
