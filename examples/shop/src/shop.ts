import { type Call, ok, problem, type Route } from './http.ts';
import type { Products } from './products.ts';
import type { Purchases } from './purchases.ts';
import type { Switches } from './switches.ts';

/** The pages that customers see. */
export function shopRoutes(
  products: Products,
  purchases: Purchases,
  switches: Switches,
): readonly Route[] {
  const customer = (method: string, path: RegExp, handle: Route['handle']): Route => ({
    method,
    path,
    handle(call: Call) {
      for (const notice of switches.onRequest) notice(call.path);
      return handle(call);
    },
  });

  return [
    customer('GET', /^\/products$/, async ({ query }) =>
      ok(await products.page(Number(query.get('page') ?? 0))),
    ),
    customer('GET', /^\/products\/(\d+)$/, async ({ params }) => {
      const product = await products.find(Number(params[0]));
      return product ? ok(product) : problem(404, 'no such product');
    }),
    customer('POST', /^\/products\/(\d+)\/purchases$/, async ({ params, query }) => {
      const id = await purchases.make(Number(params[0]), Number(query.get('quantity') ?? 1));
      return id ? { status: 201, body: { id } } : problem(404, 'no such product');
    }),
    customer('GET', /^\/purchases\/(\d+)\/invoice$/, async ({ params }) => {
      const invoice = await purchases.invoice(params[0] ?? '');
      return invoice ? ok({ invoice }) : problem(404, 'no such purchase');
    }),
    { method: 'GET', path: /^\/health$/, handle: () => ok({ status: 'up' }) },
  ];
}
