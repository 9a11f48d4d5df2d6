import { expect, test } from 'vitest';
import { spell } from '../src/spelling.ts';

// From the tables of github.com/prometheus/otlptranslator and of the JavaScript exporter, as measured.
test.each([
  [
    'db.client.connection.wait_time',
    'histogram',
    's',
    'db_client_connection_wait_time_seconds',
    'db_client_connection_wait_time',
  ],
  [
    'db.client.connection.count',
    'upDownCounter',
    '{connection}',
    'db_client_connection_count',
    'db_client_connection_count',
  ],
  [
    'db.client.connection.timeouts',
    'counter',
    '{timeout}',
    'db_client_connection_timeouts_total',
    'db_client_connection_timeouts_total',
  ],
  [
    'system.cpu.time',
    'observableCounter',
    's',
    'system_cpu_time_seconds_total',
    'system_cpu_time_total',
  ],
  [
    'system.cpu.utilization',
    'observableGauge',
    '1',
    'system_cpu_utilization_ratio',
    'system_cpu_utilization',
  ],
  [
    'system.memory.usage',
    'observableUpDownCounter',
    'By',
    'system_memory_usage_bytes',
    'system_memory_usage',
  ],
  [
    'system.network.io',
    'observableCounter',
    'By',
    'system_network_io_bytes_total',
    'system_network_io_total',
  ],
  ['process.uptime', 'gauge', 's', 'process_uptime_seconds', 'process_uptime'],
  ['hw.temperature', 'gauge', 'Cel', 'hw_temperature_celsius', 'hw_temperature'],
  ['hw.energy', 'counter', 'J', 'hw_energy_joules_total', 'hw_energy_total'],
  ['hw.status', 'upDownCounter', '1', 'hw_status', 'hw_status'],
  [
    'hw.network.bandwidth.limit',
    'upDownCounter',
    'By/s',
    'hw_network_bandwidth_limit_bytes_per_second',
    'hw_network_bandwidth_limit',
  ],
  [
    'plimsoll.memory.growth.rate',
    'observableGauge',
    'By/s',
    'plimsoll_memory_growth_rate_bytes_per_second',
    'plimsoll_memory_growth_rate',
  ],
  [
    'plimsoll.container.cpu.throttled_ratio',
    'gauge',
    '1',
    'plimsoll_container_cpu_throttled_ratio',
    'plimsoll_container_cpu_throttled_ratio',
  ],
  [
    'plimsoll.resource.trend.slope',
    'gauge',
    '1/s',
    'plimsoll_resource_trend_slope_per_second',
    'plimsoll_resource_trend_slope',
  ],
] as const)(
  '%s (%s in %s) is %s through OTLP and %s scraped',
  (name, instrument, unit, otlp, scraped) => {
    expect(spell({ name, instrument, unit }, 'otlp')).toBe(otlp);
    expect(spell({ name, instrument, unit }, 'scraped')).toBe(scraped);
  },
);
