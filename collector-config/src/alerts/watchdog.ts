import type { Alert } from '../alert.ts';

/** Always firing: whoever stops receiving it knows that alerting itself is broken. */
export const watchdog: Alert = {
  name: 'Watchdog',
  severity: 'info',
  resource: 'telemetry',
  expr: () => 'vector(1)',
  summary: 'Alerting works.',
  description: () =>
    "This alert fires always. Route it to a dead man's switch that calls when it stops coming.",
  cases: () => [
    {
      name: 'fires from the first evaluation on, with nothing to evaluate',
      series: [],
      expect: ['0m', '1m', '1h'].map((at) => ({
        at,
        firing: [
          {
            labels: {},
            description:
              "This alert fires always. Route it to a dead man's switch that calls when it stops coming.",
          },
        ],
      })),
    },
  ],
};
