/** Who may know whom: what each room of a package may import. The first room that matches counts. */
interface Room {
  readonly name: string;
  /** The files of the room; `~` is the `src` folder of their own package. */
  readonly files: RegExp;
  /** Targets for any import: own files start with `~`, other packages are named as in the import. */
  readonly may: readonly RegExp[];
  /** Targets for `import type` only. */
  readonly types?: readonly RegExp[];
  /** Targets for `await import()` only. */
  readonly lazily?: readonly RegExp[];
}

const KERNEL = /^@plimsoll\/kernel(\/|$)/;
const STATISTICS = /^@plimsoll\/kernel\/statistics\//;
const API = /^@opentelemetry\/api$/;
const BUILTIN = /^node:(?!child_process$|ffi$)/;
const CATALOGUE = /^~\/((metrics|events|version)\.ts$|metrics\/)/;
const OWN = /^~\//;
const LIBRARY = /^(?!~|node:)/;

/** Each control room with those below it. */
const CONTROL = {
  health: ['adaptive', 'admission', 'pressure', 'forecast'],
  adaptive: ['admission', 'pressure', 'forecast'],
  admission: ['pressure', 'forecast'],
  throttle: ['pressure', 'forecast'],
  pressure: ['forecast'],
  forecast: [],
  processors: [],
} as const;

const control: readonly Room[] = Object.entries(CONTROL).map(([name, below]) => ({
  name,
  files: new RegExp(`^~/${name}/`),
  may: [KERNEL, BUILTIN, CATALOGUE, LIBRARY, new RegExp(`^~/(${[name, ...below].join('|')})/`)],
}));

const ROOMS: readonly Room[] = [
  {
    name: 'read/ffi',
    files: /^~\/read\/ffi[./]/,
    may: [BUILTIN, /^~\/read\//],
    lazily: [/^(koffi|node:ffi)$/],
  },
  {
    name: 'read/system-information',
    files: /^~\/read\/system-information[./]/,
    may: [BUILTIN, /^~\/read\//],
    lazily: [/^systeminformation$/],
  },
  { name: 'read', files: /^~\/read\//, may: [BUILTIN, /^~\/read\//] },
  { name: 'statistics', files: /^~\/statistics\//, may: [/^~\/statistics\//] },
  { name: 'verdict', files: /^~\/verdict\//, may: [STATISTICS, /^~\/verdict\//] },
  { name: 'sizing', files: /^~\/sizing\//, may: [STATISTICS, /^~\/sizing\//] },
  { name: 'catalogue', files: CATALOGUE, may: [/^~\/metrics\//], types: [KERNEL] },
  ...['sensors', 'adapters', 'samples'].map((name) => ({
    name,
    files: new RegExp(`^~/${name}/`),
    may: [KERNEL, API, BUILTIN, CATALOGUE, /^~\/read\//, new RegExp(`^~/${name}/`)],
    types: [OWN, LIBRARY],
  })),
  ...control,
  {
    // It runs in browsers: of the kernel only what is free of Node, and never the barrel.
    name: 'frames',
    files: /^~\/frames\//,
    may: [
      /^@plimsoll\/kernel\/(fault|instruments|late-meter|options)$/,
      API,
      CATALOGUE,
      /^~\/(frames\/|signal\.ts$)/,
    ],
    types: [KERNEL],
  },
  {
    // Plain data for the SDK of the user, whose types it states itself.
    name: 'views',
    files: /^~\/views\//,
    may: [/^@plimsoll\/kernel\/options$/, CATALOGUE, /^~\/views\//],
    types: [KERNEL],
  },
  { name: 'register', files: /^~\/register[./]/, may: [OWN, BUILTIN, LIBRARY] },
  { name: 'the package', files: OWN, may: [OWN, BUILTIN, LIBRARY] },
];

/** The SDK and whatever sends: libraries know the api alone. */
const SDK =
  /^@opentelemetry\/(sdk-|exporter-|otlp-|auto-instrumentations|configuration|core$|resources$|host-metrics|instrumentation)/;

/** The one package that composes the published ones. */
const COMPOSER = 'plimsoll';

export interface Import {
  readonly target: string;
  readonly kind: 'value' | 'type' | 'lazy';
}

export interface Package {
  /** The name in its package.json. */
  readonly name: string;
  /** What an installation of it brings: dependencies, optional ones and peers. */
  readonly brings: readonly string[];
  /** The names of the other published packages. */
  readonly others: readonly string[];
}

/** Why the file `file` (`~/...`) of `owner` may not have the import; `undefined` where it may. */
export function refusal(owner: Package, file: string, wanted: Import): string | undefined {
  const { target, kind } = wanted;
  const room = ROOMS.find((each) => each.files.test(file));
  if (!room) return `${file} stands in no room`;
  if (target === '') return 'a computed import can be anything: name what is imported';
  if (target.startsWith('@plimsoll/kernel/test/')) return 'it is for tests only';
  if (target.startsWith('..')) return 'a relative import leaves the package';
  if (target === '~/index.ts')
    return 'index.ts is for users: import the file that it takes it from';
  const name = packageOf(target);
  if (name && owner.name !== COMPOSER && owner.others.includes(name))
    return 'published packages never know each other: they meet in a Meter';
  if (
    SDK.test(target) &&
    room.name !== 'register' &&
    !(room.name === 'processors' && kind === 'type')
  )
    return 'the SDK and exporters are for test/, examples/, plimsoll/register and types in processors/';
  const allowed = [
    ...room.may,
    ...(kind === 'type' ? (room.types ?? []) : []),
    ...(kind === 'lazy' ? (room.lazily ?? []) : []),
  ];
  if (!allowed.some((pattern) => pattern.test(target)))
    return `${room.name} may not ${VERB[kind]} this (test/lint/rooms.ts)`;
  if (name && kind !== 'type' && !KERNEL.test(target) && !owner.brings.includes(name))
    return 'not among the dependencies that an installation brings: it would be bundled';
  return undefined;
}

const VERB = { value: 'import', type: 'import the type of', lazy: 'lazily import' } as const;

/** `@scope/name/deep` -> `@scope/name`; `undefined` for own files and builtins. */
function packageOf(target: string): string | undefined {
  if (target.startsWith('~') || target.startsWith('node:')) return undefined;
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}
