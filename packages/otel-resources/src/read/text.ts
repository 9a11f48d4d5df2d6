const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const COLON = 58;
/** Longer runs of digits are no counter of a kernel: 2^64 has 20. */
const MOST_DIGITS = 20;

/**
 * The whole number that starts at `from`, after blanks. `undefined` where there is none, and where the text ends
 * with its digits: that number is cut off.
 */
export function integerAt(text: string, from: number): number | undefined {
  let at = skipBlanks(text, from);
  const negative = text.charCodeAt(at) === MINUS;
  if (negative) at++;
  const start = at;
  let value = 0;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === start || at === text.length || at - start > MOST_DIGITS) return undefined;
  return negative ? -value : value;
}

/** The number that stands behind `key` at the start of a line: `key 12`, `key: 12 kB`. */
export function field(text: string, key: string): number | undefined {
  const at = afterKey(text, key);
  return at === undefined ? undefined : integerAt(text, at);
}

/** The rest of the line behind `key`, without blanks around it; `undefined` where the line is cut off. */
export function words(text: string, key: string): string | undefined {
  const at = afterKey(text, key);
  if (at === undefined) return undefined;
  const end = text.indexOf('\n', at);
  return end < 0 ? undefined : text.slice(at, end).trim();
}

function afterKey(text: string, key: string): number | undefined {
  let at = text.indexOf(key);
  while (at >= 0) {
    const end = at + key.length;
    const before = at === 0 ? NEWLINE : text.charCodeAt(at - 1);
    if (before === NEWLINE && isSeparator(text.charCodeAt(end))) return end + 1;
    at = text.indexOf(key, end);
  }
  return undefined;
}

/** The whole numbers of a line from `from` on, at most `most` of them; stops at the first that is none. */
export function integers(text: string, from: number, most: number): number[] {
  const found: number[] = [];
  let at = from;
  while (found.length < most) {
    at = skipBlanks(text, at);
    const value = integerAt(text, at);
    if (value === undefined) break;
    found.push(value);
    while (isDigit(text.charCodeAt(at)) || text.charCodeAt(at) === MINUS) at++;
  }
  return found;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at++;
  return at;
}

function isSeparator(code: number): boolean {
  return code === SPACE || code === TAB || code === COLON;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
