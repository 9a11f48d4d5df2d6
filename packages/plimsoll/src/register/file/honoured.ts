import type { ConfigurationModel } from '@opentelemetry/configuration';

/** What stands below a key: everything, or these keys. Of a list each entry is looked at. */
interface Tree {
  readonly [key: string]: Tree | true;
}

const OTLP: Tree = {
  endpoint: true,
  tls: true,
  headers: true,
  headers_list: true,
  compression: true,
  timeout: true,
};
const METRICS: Tree = { temporality_preference: true, default_histogram_aggregation: true };
const LOG_EXPORTERS: Tree = {
  otlp_http: { ...OTLP, encoding: true },
  otlp_grpc: OTLP,
  console: {},
};
const METRIC_EXPORTERS: Tree = {
  otlp_http: { ...OTLP, ...METRICS, encoding: true },
  otlp_grpc: { ...OTLP, ...METRICS },
  console: {},
};

/** The keys of a configuration file that an SDK of our own obeys. */
const HONOURED: Tree = {
  disabled: true,
  log_level: true,
  resource: {
    attributes: true,
    attributes_list: true,
    schema_url: true,
    'detection/development': {
      detectors: { container: true, host: true, process: true, service: true },
    },
  },
  meter_provider: {
    readers: {
      periodic: { interval: true, timeout: true, exporter: METRIC_EXPORTERS },
      pull: {
        exporter: {
          'prometheus/development': {
            host: true,
            port: true,
            scope_info_enabled: true,
            'target_info_enabled/development': true,
          },
        },
      },
    },
  },
  logger_provider: {
    processors: {
      batch: {
        schedule_delay: true,
        export_timeout: true,
        max_queue_size: true,
        max_export_batch_size: true,
        exporter: LOG_EXPORTERS,
      },
      simple: { exporter: LOG_EXPORTERS },
    },
  },
  // Neither is about metrics or events: Plimsoll makes no spans.
  tracer_provider: true,
  propagator: true,
  // Read by whoever they are for.
  'instrumentation/development': true,
  distribution: true,
};

/** The keys of the file that an SDK of our own passes over: `meter_provider.views`. Each is named once. */
export function passedOver(model: ConfigurationModel): readonly string[] {
  const found = new Set<string>();
  const walk = (value: unknown, tree: Tree, path: string): void => {
    if (Array.isArray(value)) for (const each of value) walk(each, tree, path);
    else if (typeof value === 'object' && value !== null)
      for (const [key, below] of Object.entries(value)) {
        const place = path === '' ? key : `${path}.${key}`;
        const known = Object.hasOwn(tree, key) ? tree[key] : undefined;
        if (known === undefined) found.add(place);
        else if (known !== true) walk(below, known, place);
      }
  };
  walk(model, HONOURED, '');
  return [...found];
}
