/** One line of the OpenTelemetry SDK that we serve, with the Node versions that it is run on. */
export interface Line {
  readonly name: string;
  readonly nodes: readonly string[];
  /** Exact versions, as an application would install them. */
  readonly packages: Readonly<Record<string, string>>;
}

const clients = { 'generic-pool': '3.9.0', pg: '8.23.1' };

/** For the type check of the application. */
const types = { '@types/node': '24.19.2', '@types/pg': '8.20.0' };

export const LINES: readonly Line[] = [
  {
    name: 'SDK 2.12 with api 1.9',
    // Most set-ups on the current LTS are still of this line.
    nodes: ['20.19.0', '20.20.2', '24.21.0'],
    packages: {
      '@opentelemetry/api': '1.9.1',
      '@opentelemetry/sdk-logs': '0.223.0',
      '@opentelemetry/sdk-metrics': '2.12.0',
      '@opentelemetry/sdk-node': '0.223.0',
      ...clients,
      ...types,
    },
  },
  {
    name: 'SDK 3.1 with api 1.10',
    nodes: ['22.23.3', '24.21.0', '26.10.0'],
    packages: {
      '@opentelemetry/api': '1.10.0',
      '@opentelemetry/sdk-logs': '3.1.0',
      '@opentelemetry/sdk-metrics': '3.1.0',
      '@opentelemetry/sdk-node': '0.301.0',
      ...clients,
      ...types,
    },
  },
];
