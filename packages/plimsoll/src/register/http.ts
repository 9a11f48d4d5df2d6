import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Instruments, instruments, type LateMeter } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';

const START = 'http.server.request.start';

/** https://opentelemetry.io/docs/specs/semconv/registry/attributes/http/: any other would be unbounded. */
const METHODS = 'CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' ');

export interface HttpServerOptions {
  /** Whether a connection is one of ours, which is not the application's load. */
  readonly isOurs: (socket: unknown) => boolean;
  /** Whether an SDK of the application takes what its own instrumentations report. */
  readonly isJoined: () => boolean;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket & { readonly encrypted?: boolean };
}

/**
 * The requests that HTTP servers of this process answer, seen on the diagnostics channel of Node.js: nothing is
 * patched, no span is made, no context is changed. Where `@opentelemetry/instrumentation-http` reports to the
 * application's SDK the duration is left to it; active requests it does not report (0.223, 0.301).
 */
export function watchHttpServers(meter: LateMeter, options: HttpServerOptions): Disposable {
  const made: Instruments<typeof METRICS> = instruments(meter, METRICS);
  const started = (message: unknown): void => {
    const { request, response, socket } = message as Exchange;
    if (options.isOurs(socket)) return;
    const since = performance.now();
    const attributes = {
      'http.request.method': METHODS.includes(request.method ?? '') ? request.method : '_OTHER',
      'url.scheme': socket.encrypted ? 'https' : 'http',
    };
    made.serverActiveRequests.add(1, attributes);
    response.once('close', () => {
      made.serverActiveRequests.add(-1, attributes);
      if (options.isJoined() && isInstrumented()) return;
      const { statusCode } = response;
      made.serverRequestDuration.record((performance.now() - since) / 1000, {
        ...attributes,
        'http.response.status_code': statusCode,
        'network.protocol.version': request.httpVersion,
        ...(statusCode >= 500 && { 'error.type': String(statusCode) }),
      });
    });
  };
  subscribe(START, started);
  return { [Symbol.dispose]: () => void unsubscribe(START, started) };
}

/** The mark that `@opentelemetry/instrumentation` leaves on what it has wrapped. */
function isInstrumented(): boolean {
  return Reflect.get(Server.prototype.emit, '__wrapped') === true;
}
