import { once } from 'node:events';
import { createServer } from 'node:http';

/** One alert of a notification, as Alertmanager posts it. */
interface ReceivedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  /** The last part of the path that it was posted to. */
  readonly receiver: string;
}

export interface Webhook extends AsyncDisposable {
  readonly url: string;
  /** Everything that has come, in order. */
  readonly received: readonly ReceivedAlert[];
  /** The first alert that is wanted, of those that have come or will come within the limit. */
  wait(wanted: (alert: ReceivedAlert) => boolean, limitMillis: number): Promise<ReceivedAlert>;
}

/** What stands behind Alertmanager: takes each notification and remembers it. */
export async function startWebhook(): Promise<Webhook> {
  const received: ReceivedAlert[] = [];
  const arrivals = new EventTarget();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const receiver = request.url?.split('/').at(-1) ?? '';
    for (const alert of JSON.parse(body).alerts) received.push({ ...alert, receiver });
    response.end();
    arrivals.dispatchEvent(new Event('arrival'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async wait(wanted, limitMillis) {
      const limit = AbortSignal.timeout(limitMillis);
      for (;;) {
        const found = received.find(wanted);
        if (found) return found;
        await nextArrival(arrivals, limit).catch((cause: unknown) => {
          const seen = received.map(({ status, labels }) => `${status} ${labels.alertname}`);
          throw new Error(`no such alert within ${limitMillis} ms, but [${seen.join(', ')}]`, {
            cause,
          });
        });
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function nextArrival(arrivals: EventTarget, limit: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    limit.throwIfAborted();
    const late = () => reject(limit.reason);
    limit.addEventListener('abort', late, { once: true });
    arrivals.addEventListener(
      'arrival',
      () => {
        limit.removeEventListener('abort', late);
        resolve();
      },
      { once: true },
    );
  });
}
