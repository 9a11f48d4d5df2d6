import { expect, test } from 'vitest';
import { describeConfig } from '../../src/register/config-event.ts';

test('tells the values that are no secret, and of the others that they are set', () => {
  const variables = {
    OTEL_SERVICE_NAME: 'shop',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=secret',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:secret@collector',
    OTEL_RESOURCE_ATTRIBUTES: 'token=secret',
    PLIMSOLL_SDK_WAIT_MILLIS: '5',
    PLIMSOLL_TYPO: 'secret',
    OTEL_LOG_LEVEL: '',
    DATABASE_URL: 'postgres://user:secret@host/db',
  };
  const told = describeConfig(variables, ['PLIMSOLL_SDK_WAIT_MILLIS']);
  expect(told).toEqual([
    'OTEL_EXPORTER_OTLP_ENDPOINT=(set)',
    'OTEL_EXPORTER_OTLP_HEADERS=(set)',
    'OTEL_RESOURCE_ATTRIBUTES=(set)',
    'OTEL_SERVICE_NAME=shop',
    'PLIMSOLL_SDK_WAIT_MILLIS=5',
  ]);
});

test('cuts what is long', () => {
  const [told] = describeConfig({ OTEL_SERVICE_NAME: 'x'.repeat(1000) }, []);
  expect(told?.length).toBeLessThan(130);
});
