import * as api from '@opentelemetry/api';
import type { Faults } from './fault.ts';

/** One kind of event: a log record with an event name (semconv events.md). */
export interface EventSpec {
  readonly name: string;
  readonly severity: keyof typeof SEVERITY_NUMBER;
  readonly description: string;
  /** Every attribute key that the event may carry. */
  readonly attributes: readonly string[];
}

export type EventSpecs = Readonly<Record<string, EventSpec>>;

export interface EmitOptions {
  /** When it happened, in milliseconds since the epoch; now by default. */
  readonly timestampMillis?: number;
  /** The context that gives the trace id; the active one by default. */
  readonly context?: api.Context;
}

/** Emits the events of one package: the only way in which Plimsoll makes an event. */
export interface Emitter {
  emit(
    spec: EventSpec,
    attributes: Readonly<Record<string, EventValue | undefined>>,
    options?: EmitOptions,
  ): void;
  /** Sends events to this provider instead of the global one; hands over those that waited. */
  bind(provider?: LoggerProviderLike): void;
  /** Hands over what waited, if there is a Logs SDK by now. */
  flush(): void;
  /** How many events wait for a Logs SDK. */
  readonly waiting: number;
}

export type EventValue = string | number | boolean | readonly string[];

interface EventRecord {
  eventName: string;
  severityNumber: number;
  timestamp: number;
  attributes: Record<string, EventValue>;
  context: api.Context;
}

interface LoggerLike {
  emit(record: never): void;
  enabled?(options?: never): boolean;
}

/** The part of a `LoggerProvider` that is the same in `@opentelemetry/api` 1.10 and `@opentelemetry/api-logs`. */
export interface LoggerProviderLike {
  getLogger(name: string, version?: string, options?: never): LoggerLike;
}

/** https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
const SEVERITY_NUMBER = { DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17 } as const;

/** Where `@opentelemetry/api-logs` (SDK 2.x) keeps its global provider; SDK 3.x keeps it in the api itself. */
const API_LOGS = Symbol.for('io.opentelemetry.js.api.logs');

/** How many events wait for a Logs SDK; the oldest go first. */
const PENDING_LIMIT = 64;

/** An emitter under the scope `name` and `version`; it works with SDK 2.x and 3.x, and holds early events. */
export function createEmitter(name: string, version: string, faults: Faults): Emitter {
  const pending: EventRecord[] = [];
  let given: LoggerProviderLike | undefined;

  const listening = (): LoggerLike | undefined =>
    [given, ...globalProviders()]
      .map((provider) => provider?.getLogger(name, version))
      // In the root context, for one that is not sampled is no sign that there is no SDK.
      .find(
        (logger) => logger && logger.enabled?.({ context: api.ROOT_CONTEXT } as never) !== false,
      );

  const flush = (): void => {
    if (pending.length === 0) return;
    const cause = 'events could not be sent';
    const logger = faults.guard(cause, listening);
    if (!logger) return;
    for (const record of pending.splice(0)) faults.guard(cause, () => logger.emit(record as never));
  };

  return {
    flush,
    get waiting() {
      return pending.length;
    },
    emit(spec, attributes, options = {}) {
      const allowed = Object.entries(attributes).filter(
        (entry): entry is [string, EventValue] =>
          entry[1] !== undefined && spec.attributes.includes(entry[0]),
      );
      pending.push({
        eventName: spec.name,
        severityNumber: SEVERITY_NUMBER[spec.severity],
        timestamp: options.timestampMillis ?? Date.now(),
        attributes: Object.fromEntries(allowed),
        context: options.context ?? api.context.active(),
      });
      if (pending.length > PENDING_LIMIT) pending.shift();
      flush();
    },
    bind(provider) {
      given = provider;
      flush();
    },
  };
}

function globalProviders(): readonly (LoggerProviderLike | undefined)[] {
  const legacy = Reflect.get(globalThis, API_LOGS) as
    | ((version: number) => LoggerProviderLike)
    | undefined;
  const current: { logs?: { getLoggerProvider(): LoggerProviderLike } } = api;
  return [legacy?.(1), current.logs?.getLoggerProvider()];
}
