/** How one option is checked, and what it is when it is not given. */
export interface OptionRule<T> {
  /** What is expected, as it stands in the error: `an integer from 1 to 10`. */
  readonly expected: string;
  readonly fallback: T;
  /** Whether a value is of the right type. */
  readonly type: (value: unknown) => boolean;
  /** Whether a value of the right type is in range. */
  readonly range?: (value: never) => boolean;
  /** The part of a value that is out of range, where it has parts. */
  readonly amiss?: (value: never) => unknown;
  /** Reads the text of an environment variable; `undefined` where it cannot be set by one. */
  readonly parse?: (text: string) => unknown;
}

export type OptionRules = Readonly<Record<string, OptionRule<unknown>>>;

/** The values that a set of rules yields. */
export type OptionValues<R extends OptionRules> = {
  readonly [K in keyof R]: R[K] extends OptionRule<infer T> ? T : never;
};

export function booleanOption(fallback: boolean): OptionRule<boolean> {
  return {
    expected: 'a boolean',
    fallback,
    type: (value) => typeof value === 'boolean',
    parse: (text) => ({ true: true, false: false, 1: true, 0: false })[text.toLowerCase()],
  };
}

export interface NumberBounds {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/** A number from `min` to `max`, both included. */
export function numberOption(fallback: number, bounds: NumberBounds): OptionRule<number>;
export function numberOption(
  fallback: undefined,
  bounds: NumberBounds,
): OptionRule<number | undefined>;
export function numberOption(
  fallback: number | undefined,
  { min, max, integer = false }: NumberBounds,
): OptionRule<number | undefined> {
  return {
    expected: `${integer ? 'an integer' : 'a number'} ${rangeText(min, max)}`,
    fallback,
    type: (value) => typeof value === 'number',
    range: (value: number) => value >= min && value <= max && (!integer || Number.isInteger(value)),
    parse: (text) => (text.trim() === '' ? undefined : Number(text)),
  };
}

/** A bound that none of the numbers passes says nothing. */
function rangeText(min: number, max: number): string {
  if (max < Number.MAX_VALUE) return `from ${min} to ${max}`;
  return min === Number.MIN_VALUE ? 'above 0' : `from ${min} on`;
}

export function stringOption(fallback: string | undefined): OptionRule<string | undefined> {
  return {
    expected: 'a non-empty string',
    fallback,
    type: (value) => typeof value === 'string',
    range: (value: string) => value !== '',
    parse: (text) => text,
  };
}

/** One of a set of words. */
export function choiceOption<const T extends string>(
  fallback: T,
  choices: readonly T[],
): OptionRule<T> {
  return {
    expected: `one of ${choices.map((choice) => `'${choice}'`).join(', ')}`,
    fallback,
    type: (value) => typeof value === 'string',
    range: (value: T) => choices.includes(value),
    parse: (text) => text,
  };
}

/** A list of words out of a set; an environment variable separates them by commas. */
export function choicesOption<const T extends string>(
  fallback: readonly T[],
  choices: readonly T[],
): OptionRule<readonly T[]> {
  return {
    expected: `an array of ${choices.map((choice) => `'${choice}'`).join(', ')}`,
    fallback,
    type: (value) => Array.isArray(value),
    range: (value: readonly T[]) => value.every((each) => choices.includes(each)),
    amiss: (value: readonly T[]) => value.find((each) => !choices.includes(each)),
    parse: (text) => text.split(',').map((word) => word.trim()),
  };
}

export function functionOption<T>(fallback: T): OptionRule<T> {
  return { expected: 'a function', fallback, type: (value) => typeof value === 'function' };
}

export function objectOption<T>(fallback: T): OptionRule<T> {
  return {
    expected: 'an object',
    fallback,
    type: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  };
}

/** By what it has, for one of another realm or a polyfill serves as well. */
export const signalOption: OptionRule<AbortSignal | undefined> = {
  expected: 'an AbortSignal',
  fallback: undefined,
  type: (value) =>
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    'addEventListener' in value &&
    'removeEventListener' in value,
};

/**
 * The options of a constructor, checked. Throws a `TypeError` for an unknown key or a wrong type and a
 * `RangeError` for a value out of range. `where` names what is constructed.
 */
export function readOptions<const R extends OptionRules>(
  rules: R,
  given: unknown,
  where: string,
): OptionValues<R> {
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given)))
    throw new TypeError(`Expected the options of ${where} to be an object, got ${show(given)}`);
  const values: Record<string, unknown> = { ...given };
  for (const key of Object.keys(values))
    if (!Object.hasOwn(rules, key))
      throw new TypeError(
        `Expected the options of ${where} to be of ${Object.keys(rules).join(', ')}, got \`${key}\``,
      );
  for (const [key, rule] of Object.entries(rules)) {
    if (values[key] === undefined) values[key] = rule.fallback;
    else check(key, rule, values[key]);
  }
  return values as OptionValues<R>;
}

function check(key: string, rule: OptionRule<unknown>, value: unknown): void {
  const expected = `Expected \`${key}\` to be ${rule.expected}, got`;
  if (!rule.type(value)) throw new TypeError(`${expected} ${show(value)}`);
  if (rule.range?.(value as never) !== false) return;
  const got = rule.amiss ? `${show(rule.amiss(value as never))} in it` : show(value);
  throw new RangeError(`${expected} ${got}`);
}

/** Whether `value` satisfies the rule. */
export function satisfies(rule: OptionRule<unknown>, value: unknown): boolean {
  return rule.type(value) && (!rule.range || rule.range(value as never));
}

function show(value: unknown): string {
  if (value === null) return '`null`';
  if (typeof value === 'string') return `\`'${value.slice(0, 40)}'\` (string)`;
  if (typeof value === 'number' || typeof value === 'boolean')
    return `\`${value}\` (${typeof value})`;
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
