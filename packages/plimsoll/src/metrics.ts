import type { EventSpecs, MetricSpecs } from '@plimsoll/kernel';

/** Every metric that this package emits. */
export const METRICS = {
  serverRequestDuration: {
    name: 'http.server.request.duration',
    instrument: 'histogram',
    unit: 's',
    valueType: 'double',
    description: 'Duration of HTTP server requests.',
    attributes: [
      'http.request.method',
      'url.scheme',
      'http.response.status_code',
      'network.protocol.version',
      'error.type',
    ],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    stability: 'stable',
  },
  serverActiveRequests: {
    name: 'http.server.active_requests',
    instrument: 'upDownCounter',
    unit: '{request}',
    valueType: 'int',
    description: 'Number of active HTTP server requests.',
    attributes: ['http.request.method', 'url.scheme'],
    stability: 'development',
  },
} as const;

METRICS satisfies MetricSpecs;

/** Every event that this package emits. */
export const EVENTS = {
  config: {
    name: 'plimsoll.config',
    severity: 'INFO',
    description: 'Plimsoll has started: what it was configured with, without any secret.',
    attributes: ['plimsoll.config.variables'],
  },
} as const;

EVENTS satisfies EventSpecs;
