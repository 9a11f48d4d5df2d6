import { createServer, type IncomingMessage, type Server } from 'node:http';

/** What a handler gets: the groups of its path, and the query. */
export interface Call {
  readonly path: string;
  readonly params: readonly string[];
  readonly query: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  handle(call: Call): Promise<Answer> | Answer;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const problem = (status: number, message: string): Answer => ({
  status,
  body: { error: message },
});

/** A server that answers in JSON: the first route that fits, 404 without one, 503 where a handler fails. */
export function createHttpServer(routes: readonly Route[]): Server {
  return createServer((request, response) => {
    request.resume();
    void answer(routes, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify(body)}\n`);
    });
  });
}

async function answer(routes: readonly Route[], request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://shop');
  for (const route of routes) {
    const match = route.method === request.method && route.path.exec(url.pathname);
    if (!match) continue;
    try {
      return await route.handle({
        path: url.pathname,
        params: match.slice(1),
        query: url.searchParams,
      });
    } catch (error) {
      return problem(503, error instanceof Error ? error.message : String(error));
    }
  }
  return problem(404, 'no such page');
}

/** Listens on loopback and returns the address. */
export async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return `http://127.0.0.1:${address.port}`;
}
