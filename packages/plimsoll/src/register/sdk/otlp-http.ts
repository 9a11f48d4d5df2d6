import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { IOtlpExportDelegate } from '@opentelemetry/otlp-exporter-base';
import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import type { ISerializer } from '@opentelemetry/otlp-transformer';

type Legacy = ReturnType<typeof convertLegacyHttpOptions>;
type Agent = Awaited<ReturnType<Legacy['agentFactory']>>;

/** Where and how it is sent. */
export type OtlpHttpConfig = Pick<
  Legacy,
  'url' | 'headers' | 'compression' | 'timeoutMillis' | 'agentFactory'
>;

/** As the `OTEL_EXPORTER_OTLP_*` variables tell it. */
export function otlpHttpFromEnvironment(
  signal: 'METRICS' | 'LOGS',
  contentType: 'application/json' | 'application/x-protobuf',
): OtlpHttpConfig {
  return convertLegacyHttpOptions({}, signal, `v1/${signal.toLowerCase()}`, {
    'Content-Type': contentType,
  });
}

/** https://opentelemetry.io/docs/specs/otlp/#otlphttp-response */
const RETRYABLE = [429, 502, 503, 504];
const FIRST_BACKOFF_MILLIS = 1000;
const LONGEST_BACKOFF_MILLIS = 5000;

/**
 * OTLP over HTTP as the OpenTelemetry exporters do it, but for one thing: theirs waits for a retry, or for a
 * silent collector, on a timer that keeps the process alive.
 */
export function otlpHttp<T>(
  config: OtlpHttpConfig,
  serializer: ISerializer<T, unknown>,
): IOtlpExportDelegate<T> {
  let agent: Agent | undefined;
  let waits = new AbortController();

  const send = async (body: Uint8Array): Promise<void> => {
    const { signal: hurry } = waits;
    agent ??= await config.agentFactory(new URL(config.url).protocol);
    const payload = config.compression === 'gzip' ? gzipSync(body) : body;
    const headers = {
      ...(await config.headers()),
      ...(config.compression === 'gzip' && { 'Content-Encoding': 'gzip' }),
    };
    const deadline = Date.now() + config.timeoutMillis;
    for (
      let backoff = FIRST_BACKOFF_MILLIS;
      ;
      backoff = Math.min(backoff * 1.5, LONGEST_BACKOFF_MILLIS)
    ) {
      const failure = await post(config, agent, headers, payload, deadline - Date.now());
      if (!failure) return;
      const pause = failure.retryAfterMillis ?? backoff * (0.8 + Math.random() * 0.4);
      if (!failure.retryable || Date.now() + pause > deadline || hurry.aborted) throw failure.error;
      await sleep(pause, undefined, { ref: false, signal: hurry }).catch(() => {
        throw failure.error;
      });
    }
  };

  return {
    export(items, done) {
      const body = serializer.serializeRequest(items);
      if (!body) done({ code: 0 });
      else
        void send(body).then(
          () => done({ code: 0 }),
          (error: unknown) =>
            done({ code: 1, error: error instanceof Error ? error : new Error(String(error)) }),
        );
    },
    /** Whoever flushes is in a hurry: what waits to be sent again is given up. */
    async forceFlush() {
      waits.abort();
      waits = new AbortController();
    },
    async shutdown() {
      waits.abort();
      agent?.destroy();
    },
    setMetrics() {},
  };
}

interface Failure {
  readonly error: Error;
  readonly retryable: boolean;
  readonly retryAfterMillis?: number;
}

function post(
  config: OtlpHttpConfig,
  agent: Agent,
  headers: Record<string, string>,
  payload: Uint8Array,
  timeout: number,
): Promise<Failure | undefined> {
  return new Promise((resolve) => {
    const url = new URL(config.url);
    const request = url.protocol === 'https:' ? requestSecure : requestPlain;
    const options = { method: 'POST', agent, headers, timeout: Math.max(timeout, 1) };
    const sent = request(url, options, (response) => {
      const status = response.statusCode ?? 0;
      const seconds = Number(response.headers['retry-after']);
      response.on('error', (error) => resolve({ error, retryable: true }));
      response.on('end', () =>
        resolve(
          status < 300
            ? undefined
            : {
                error: new Error(`HTTP status ${status}`),
                retryable: RETRYABLE.includes(status),
                ...(seconds > 0 && { retryAfterMillis: seconds * 1000 }),
              },
        ),
      );
      response.resume();
    });
    sent.on('socket', (socket) => socket.unref());
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', (error) => resolve({ error, retryable: true }));
    sent.end(payload);
  });
}
