import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../http.ts';

/** An event as a backend receives it. */
export interface ReceivedEvent {
  readonly name: string;
  readonly severity: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly traceId?: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

export interface Receiver extends Disposable {
  /** Where log records go as OTLP/HTTP JSON. */
  readonly url: string;
  /** The last events, the oldest first. */
  readonly events: readonly ReceivedEvent[];
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] };
}

interface OtlpLogs {
  readonly resourceLogs?: readonly {
    readonly scopeLogs?: readonly {
      readonly logRecords?: readonly {
        readonly eventName?: string;
        readonly severityNumber?: number;
        readonly timeUnixNano?: string;
        readonly traceId?: string;
        readonly attributes?: readonly { readonly key: string; readonly value: OtlpValue }[];
      }[];
    }[];
  }[];
}

const KEPT = 200;

/** The smallest backend for events: an OTLP receiver on loopback that remembers the last ones. */
export async function startReceiver(): Promise<Receiver> {
  const events: ReceivedEvent[] = [];
  const receive = async (request: IncomingMessage): Promise<void> => {
    const logs: OtlpLogs = JSON.parse(await text(request));
    events.push(...readEvents(logs));
    events.splice(0, events.length - KEPT);
  };
  const server = createServer((request, response) => {
    receive(request).then(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
      () => response.writeHead(400).end(),
    );
  });
  const url = `${await listen(server, 0)}/v1/logs`;
  return {
    url,
    events,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The records that have the name of an event. */
function readEvents(logs: OtlpLogs): readonly ReceivedEvent[] {
  const records = (logs.resourceLogs ?? [])
    .flatMap(({ scopeLogs = [] }) => scopeLogs)
    .flatMap(({ logRecords = [] }) => logRecords);
  return records.flatMap(({ eventName, severityNumber, timeUnixNano, traceId, attributes = [] }) =>
    eventName
      ? {
          name: eventName,
          severity: severity(severityNumber ?? 0),
          time: Number(timeUnixNano ?? 0) / 1e6,
          ...(traceId && { traceId }),
          attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, read(value)])),
        }
      : [],
  );
}

/** Four numbers each, https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
function severity(number: number): string {
  return ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'][Math.ceil(number / 4) - 1] ?? '';
}

function read(value: OtlpValue): string | number | boolean {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(read).join(', ');
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.doubleValue ?? value.boolValue ?? value.stringValue ?? '';
}
