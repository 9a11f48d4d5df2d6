import { createFaults, systemClock } from '@plimsoll/kernel';
import { doubledMetrics } from '@plimsoll/pool-instrumentation';
import { SCOPE } from '../version.ts';
import { watchMeterProvider } from './api.ts';
import { bringsSdk, hasPackage } from './application.ts';
import { compose, knownVariables } from './compose.ts';
import { describeConfig } from './config-event.ts';
import { takeDiagnostics } from './diagnostics.ts';
import { watchDoubles } from './doubles.ts';
import { readOtelEnvironment } from './environment.ts';
import { flushAtExit } from './exit.ts';
import { joinFamily } from './family.ts';
import { longestIntervalOf } from './file/interval.ts';
import { type ConfigFile, loadConfigFile } from './file/load.ts';
import { fileOptions } from './file/options.ts';
import { deniesNetwork } from './permissions.ts';
import type { OwnSdk } from './sdk/own.ts';
import type { SdkPlan } from './sdk/plan.ts';
import { ServiceInstrumentation } from './service.ts';
import { Session } from './session.ts';
import { INSTRUMENTATIONS, readSettings } from './settings.ts';

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
  const print = (line: string): void => void process.stderr.write(line);
  const diagnostics = takeDiagnostics(env.OTEL_LOG_LEVEL, print);
  const configFile = loadConfigFile(env, faults);
  if (configFile?.model.disabled) {
    diagnostics[Symbol.dispose]();
    return;
  }
  if (configFile) takeDiagnostics(configFile.model.log_level?.replace(/\d$/, ''), print);
  const isChild = joinFamily(env, pid);
  const file = fileOptions(configFile, INSTRUMENTATIONS, faults);
  const settings = readSettings(env, file, faults);
  const environment = readOtelEnvironment(env, faults);
  environment.checkSwitches(SWITCHES);

  const isOffline = deniesNetwork(process.permission, (flag) =>
    process.allowedNodeEnvironmentFlags.has(flag),
  );
  if (isOffline) faults.report('--permission denies the network, nothing is exported: --allow-net');

  const planOf = async (from: ConfigFile | undefined): Promise<SdkPlan> => {
    if (from) return (await import('./sdk/from-file.ts')).planFromFile(from, isChild, faults);
    const { planFromEnvironment } = await import('./sdk/from-environment.ts');
    return planFromEnvironment(environment, isChild);
  };
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
        file,
        isChild,
        exportIntervalMillis: configFile
          ? longestIntervalOf(configFile)
          : environment.positive('OTEL_METRIC_EXPORT_INTERVAL', 60_000),
        disabledInstrumentations: settings.disabledInstrumentations,
        faults,
      }),
      service,
    ],
    startOwn: async (isEnding, takeProducers) => {
      if (isOffline) return NO_SDK;
      const { startOwnSdk } = await import('./sdk/own.ts');
      return startOwnSdk({
        plan: await planOf(configFile),
        faults,
        isChild,
        isEnding,
        takeProducers,
        resourceLeaks: settings.resourceLeaks,
        flushMillis: settings.exitFlushMillis,
      });
    },
    isExpected: () => bringsSdk([...execArgv, env.NODE_OPTIONS ?? '']),
    waitSeconds: settings.sdkWaitMillis / 1000,
    clock: systemClock,
    faults,
  });
  service.tellConfig([...describeConfig(env, knownVariables()), ...file.told]);

  const exit = flushAtExit(() => session.flush(), settings.exitFlushMillis);
  watchMeterProvider(systemClock, (provider) => {
    faults.guard('joining the SDK of the application failed', () => {
      // From here on its own shutdown sends what there is.
      exit[Symbol.dispose]();
      session.join(provider);
      watchDoubles(provider, systemClock, faults, doubledMetrics);
    });
  });
}
