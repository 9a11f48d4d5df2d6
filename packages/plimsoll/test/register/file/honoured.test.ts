import { expect, test } from 'vitest';
import { passedOver } from '../../../src/register/file/honoured.ts';

test('names what an SDK of our own passes over, each once', () => {
  const periodic = (exporter: object): object => ({ periodic: { exporter, producers: [] } });
  expect(
    passedOver({
      attribute_limits: { attribute_count_limit: 3 },
      meter_provider: {
        readers: [periodic({ otlp_http: { endpoint: 'http://a' } }), periodic({ carrier: {} })],
        exemplar_filter: 'always_on',
      } as never,
      logger_provider: { processors: [], limits: {} },
      tracer_provider: { processors: [] },
      'instrumentation/development': { js: { plimsoll: { anything: 1 } } },
    }),
  ).toEqual([
    'attribute_limits',
    'meter_provider.readers.periodic.producers',
    'meter_provider.readers.periodic.exporter.carrier',
    'meter_provider.exemplar_filter',
    'logger_provider.limits',
  ]);
});

test('passes over nothing of a file that tells where to send metrics and events', () => {
  const otlp = { endpoint: 'http://a', headers: [], tls: { ca_file: '/a' }, timeout: 1 };
  expect(
    passedOver({
      disabled: false,
      log_level: 'warn',
      resource: { attributes: [], 'detection/development': { detectors: [{ host: null }] } },
      meter_provider: {
        readers: [
          { periodic: { interval: 1, exporter: { otlp_grpc: otlp } } },
          { pull: { exporter: { 'prometheus/development': { port: 1 } } } },
          { periodic: { exporter: { console: null } } },
        ],
      },
      logger_provider: { processors: [{ simple: { exporter: { console: null } } }] },
      propagator: { composite_list: 'none' },
    }),
  ).toEqual([]);
});

test('does not take a key of Object for one of its own', () => {
  expect(passedOver({ constructor: { a: 1 } })).toEqual(['constructor']);
});
