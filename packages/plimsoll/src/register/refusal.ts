/** Package managers: what they start is the application, so they must not take its place as the main process. */
const LAUNCHER =
  /(?:^|[\\/])(?:npm|npx|yarn|yarnpkg|pnpm|pnpx|corepack)(?:-cli)?(?:[-.][\d.]+)?(?:\.[cm]?js)?$/;

const OLDEST = [20, 19] as const;

/** The part of `process` that is looked at. */
export interface Runtime {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
  readonly versions: Readonly<Record<string, string | undefined>>;
}

/** Why nothing is started here, and what to say about it, if anything; `undefined` where it may start. */
export function refusal(
  runtime: Runtime,
  isMainThread: boolean,
): { readonly message?: string } | undefined {
  const { env, argv, versions } = runtime;
  if (isTrue(env.OTEL_SDK_DISABLED) || isTrue(env.PLIMSOLL_DISABLED)) return {};
  // The main thread reports its workers.
  if (!isMainThread) return {};
  if (argv[1] !== undefined && LAUNCHER.test(argv[1])) return {};
  for (const other of ['bun', 'deno'] as const)
    if (versions[other]) return { message: `not started: ${other} is not supported, Node.js is` };
  if (!isRecent(versions.node ?? '0.0'))
    return {
      message: `not started: Node.js ${versions.node} is too old, ${OLDEST.join('.')} or later is needed`,
    };
  return undefined;
}

function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true';
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
