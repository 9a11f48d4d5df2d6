import { createFaults, systemClock } from '@plimsoll/kernel';
import { SCOPE } from '../version.ts';
import { watchMeterProvider } from './api.ts';
import { bringsSdk, hasPackage } from './application.ts';
import { compose, knownVariables } from './compose.ts';
import { describeConfig } from './config-event.ts';
import { takeDiagnostics } from './diagnostics.ts';
import { readOtelEnvironment } from './environment.ts';
import { flushAtExit } from './exit.ts';
import { joinFamily } from './family.ts';
import { deniesNetwork } from './permissions.ts';
import type { OwnSdk } from './sdk/own.ts';
import { ServiceInstrumentation } from './service.ts';
import { Session } from './session.ts';
import { readSettings } from './settings.ts';

/** Without it nobody has asked for HTTP metrics. */
const HTTP_INSTRUMENTATION = '@opentelemetry/instrumentation-http';

/** Not shared with the refusal, which is to be the only file that a refused start loads. */
const SWITCHES = ['OTEL_SDK_DISABLED', 'PLIMSOLL_DISABLED'];

/** What stands in where nothing can be sent. */
const NO_SDK: OwnSdk = {
  meterProvider: undefined,
  loggerProvider: undefined,
  ownsSocket: () => false,
  flush: async () => {},
  shutdown: async () => {},
};

/** Starts everything, at once and synchronously: the application comes right after. */
export function start(): void {
  const { env, argv, execArgv, pid } = process;
  const faults = createFaults(SCOPE.name);
  takeDiagnostics(env.OTEL_LOG_LEVEL, (line) => process.stderr.write(line));
  const isChild = joinFamily(env, pid);
  const settings = readSettings(env, faults);
  const environment = readOtelEnvironment(env, faults);
  environment.checkSwitches(SWITCHES);

  const isOffline = deniesNetwork(process.permission, (flag) =>
    process.allowedNodeEnvironmentFlags.has(flag),
  );
  if (isOffline) faults.report('--permission denies the network, nothing is exported: --allow-net');

  const http = hasPackage(HTTP_INSTRUMENTATION, argv[1], process.cwd())
    ? {
        isOurs: (socket: unknown) => session.ownsSocket(socket),
        isJoined: () => session.joined,
      }
    : undefined;
  const service = new ServiceInstrumentation({ http });
  const session = new Session({
    instrumentations: [
      ...compose({
        variables: env,
        isChild,
        exportIntervalMillis: environment.positive('OTEL_METRIC_EXPORT_INTERVAL', 60_000),
        disabledInstrumentations: settings.disabledInstrumentations,
        faults,
      }),
      service,
    ],
    startOwn: async (isEnding, takeProducers) => {
      if (isOffline) return NO_SDK;
      const { startOwnSdk } = await import('./sdk/own.ts');
      return startOwnSdk({
        environment,
        faults,
        isChild,
        isEnding,
        takeProducers,
        flushMillis: settings.exitFlushMillis,
      });
    },
    isExpected: () => bringsSdk([...execArgv, env.NODE_OPTIONS ?? '']),
    waitSeconds: settings.sdkWaitMillis / 1000,
    clock: systemClock,
    faults,
  });
  service.tellConfig(describeConfig(env, knownVariables()));

  const exit = flushAtExit(() => session.flush(), settings.exitFlushMillis);
  watchMeterProvider(systemClock, (provider) => {
    faults.guard('joining the SDK of the application failed', () => {
      // From here on its own shutdown sends what there is.
      exit[Symbol.dispose]();
      session.join(provider);
    });
  });
}
