import type { Durations } from './duration.ts';
import type { Yaml } from './rules.ts';

/** Routes, grouping and inhibition. The three receivers post to paths below `webhook`. */
export function alertmanager(duration: Durations, webhook: string): Yaml {
  const receiver = (name: string): Yaml => ({
    name,
    webhook_configs: [{ url: `${webhook}/${name}`, send_resolved: true }],
  });
  return {
    route: {
      receiver: 'default',
      group_by: ['alertname', 'job', 'resource'],
      group_wait: duration('30s'),
      group_interval: duration('5m'),
      repeat_interval: duration('4h'),
      routes: [
        {
          matchers: ['alertname = "Watchdog"'],
          receiver: 'watchdog',
          group_wait: '0s',
          group_interval: duration('1m'),
          repeat_interval: duration('5m'),
        },
        { matchers: ['severity = "critical"'], receiver: 'pager' },
      ],
    },
    inhibit_rules: [
      // Of an instance that reports nothing, nothing else is known.
      {
        source_matchers: ['alertname = "TelemetryAbsent"'],
        target_matchers: ['alertname != "TelemetryAbsent"'],
        equal: ['job', 'instance'],
      },
      // The leak is the cause of the exhaustion that it ends in, and must not be hidden by it.
      {
        source_matchers: ['severity = "critical"'],
        target_matchers: ['severity =~ "warning|info"', 'alertname != "PoolConnectionLeaked"'],
        equal: ['job', 'instance', 'resource'],
      },
    ],
    receivers: ['default', 'pager', 'watchdog'].map(receiver),
  };
}
