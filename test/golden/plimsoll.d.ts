// index.d.cts
import { MemoryLeakInstrumentation } from "@plimsoll/memory-leak-detector";
import { ResourceInstrumentation } from "@plimsoll/otel-resources";
import { PoolInstrumentation } from "@plimsoll/pool-instrumentation";
/** Every metric that this package emits. */
declare const METRICS: {
  readonly serverRequestDuration: {
    readonly name: "http.server.request.duration";
    readonly instrument: "histogram";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Duration of HTTP server requests.";
    readonly attributes: readonly ["http.request.method", "url.scheme", "http.response.status_code", "network.protocol.version", "error.type"];
    readonly buckets: readonly [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    readonly stability: "stable";
  };
  readonly serverActiveRequests: {
    readonly name: "http.server.active_requests";
    readonly instrument: "upDownCounter";
    readonly unit: "{request}";
    readonly valueType: "int";
    readonly description: "Number of active HTTP server requests.";
    readonly attributes: readonly ["http.request.method", "url.scheme"];
    readonly stability: "development";
  };
};
/** Every event that this package emits. */
declare const EVENTS: {
  readonly config: {
    readonly name: "plimsoll.config";
    readonly severity: "INFO";
    readonly description: "Plimsoll has started: what it was configured with, without any secret.";
    readonly attributes: readonly ["plimsoll.config.variables"];
  };
};
/** The thresholds of what `plimsoll/register` has started, each to be read, changed and followed at run time. */
interface RunningThresholds {
  readonly resources?: ResourceInstrumentation["thresholds"];
  readonly pools?: PoolInstrumentation["thresholds"];
  readonly leaks?: MemoryLeakInstrumentation["thresholds"];
}
/**
 * The thresholds of this process: `thresholds().pools?.set({ leakThresholdMillis: 5000 })`. A part that is not started is
 * absent; all are where `plimsoll/register` has not been loaded, and in worker threads. An instrumentation that you
 * construct yourself has its own, as its property `thresholds`.
 */
declare function thresholds(): RunningThresholds;
export { EVENTS, METRICS, type RunningThresholds, thresholds };

// register.d.cts
export {}
// register/start.d.cts
/** Starts everything, at once and synchronously: the application comes right after. */
declare function start(): void;
export { start };
