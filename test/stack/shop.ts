import { join } from 'node:path';
import { start } from './process.ts';

const SHOP = join(import.meta.dirname, '../../examples/shop');

export interface ShopOptions {
  readonly databaseUrl: string;
  /** A free port of loopback. */
  readonly port: number;
  /** How its metrics leave it, in OpenTelemetry's variables. */
  readonly telemetry: Readonly<Record<string, string>>;
}

/** The shop of `examples/`, instrumented without code. */
export interface Shop extends AsyncDisposable {
  inject(fault: string): Promise<void>;
  heal(fault: string): Promise<void>;
}

export async function startShop(options: ShopOptions): Promise<Shop> {
  const url = `http://127.0.0.1:${options.port}`;
  const process = await start({
    name: 'shop',
    program: globalThis.process.execPath,
    args: ['--import', 'plimsoll/register', join(SHOP, 'src/service.ts')],
    cwd: SHOP,
    env: {
      DATABASE_URL: options.databaseUrl,
      PORT: String(options.port),
      POOL_MAX: '5',
      OTEL_SERVICE_NAME: 'shop',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...options.telemetry,
    },
    ready: `${url}/faults`,
  });
  const change = async (method: string, fault: string): Promise<void> => {
    const response = await fetch(`${url}/faults/${fault}`, { method });
    const said = await response.text();
    if (!response.ok) throw new Error(`${method} ${fault}: ${response.status} ${said}`);
  };
  return {
    inject: (fault) => change('POST', fault),
    heal: (fault) => change('DELETE', fault),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
