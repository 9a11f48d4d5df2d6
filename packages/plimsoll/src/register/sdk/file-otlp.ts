import { readFileSync } from 'node:fs';
import { Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import {
  mergeHeadersConfig,
  type OtlpGrpcExporterConfigModel,
  type OtlpHttpExporterConfigModel,
} from '@opentelemetry/configuration';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import {
  createEmptyMetadata,
  createInsecureCredentials,
  createSslCredentials,
  type OTLPGRPCExporterConfigNode,
} from '@opentelemetry/otlp-grpc-exporter-base';
import { LONGEST_TIMER_MILLIS } from '../environment.ts';
import type { OtlpHttpConfig } from './otlp-http.ts';

/** Of the specification. */
const TIMEOUT_MILLIS = 10_000;

type HttpModel = NonNullable<OtlpHttpExporterConfigModel>;
type GrpcModel = NonNullable<OtlpGrpcExporterConfigModel>;

/** OTLP over HTTP as a configuration file tells it; no variable counts. */
export function otlpHttpFromFile(signal: 'metrics' | 'logs', model: HttpModel): OtlpHttpConfig {
  const { tls } = model;
  const contentType = model.encoding === 'json' ? 'application/json' : 'application/x-protobuf';
  return {
    url: model.endpoint ?? `http://localhost:4318/v1/${signal}`,
    timeoutMillis: timeoutOf(model.timeout),
    compression: compressionOf(model.compression),
    headers: async () => ({ ...headersOf(model), 'Content-Type': contentType }),
    agentFactory: (protocol) =>
      protocol === 'https:'
        ? new SecureAgent({
            keepAlive: true,
            ca: fileOf(tls?.ca_file),
            cert: fileOf(tls?.cert_file),
            key: fileOf(tls?.key_file),
          })
        : new PlainAgent({ keepAlive: true }),
  };
}

/** The options of OpenTelemetry's own gRPC exporters; it adds the headers of `OTEL_EXPORTER_OTLP_HEADERS`. */
export function otlpGrpcFromFile(model: GrpcModel): OTLPGRPCExporterConfigNode {
  const { tls } = model;
  const metadata = createEmptyMetadata();
  for (const [name, value] of Object.entries(headersOf(model))) metadata.set(name, value);
  const [ca, key, cert] = [fileOf(tls?.ca_file), fileOf(tls?.key_file), fileOf(tls?.cert_file)];
  const url = model.endpoint ?? 'http://localhost:4317';
  return {
    url,
    timeoutMillis: timeoutOf(model.timeout),
    compression: compressionOf(model.compression),
    metadata,
    credentials:
      tls?.insecure || (/^http:/i.test(url) && !ca)
        ? createInsecureCredentials()
        : createSslCredentials(ca, key, cert),
  };
}

/** `0` is no limit, which a timer cannot wait. */
export function timeoutOf(
  millis: number | null | undefined,
  fallback: number = TIMEOUT_MILLIS,
): number {
  if (millis === 0) return LONGEST_TIMER_MILLIS;
  return Math.min(millis ?? fallback, LONGEST_TIMER_MILLIS);
}

function compressionOf(name: string | null | undefined): CompressionAlgorithm {
  return name === 'gzip' ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE;
}

function headersOf(model: Pick<HttpModel, 'headers' | 'headers_list'>): Record<string, string> {
  return mergeHeadersConfig(model.headers, model.headers_list ?? undefined) ?? {};
}

function fileOf(path: string | null | undefined): Buffer | undefined {
  return path ? readFileSync(path) : undefined;
}
