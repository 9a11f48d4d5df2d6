/** The objects of a list; an answer of another shape has none. */
export function records(answer: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(answer) ? answer.filter(isRecord) : [];
}

export function isRecord(answer: unknown): answer is Record<string, unknown> {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer);
}

/** A finite number that is not negative: the library gives `null` and `NaN` for what it could not read. */
export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** A name of at most 255 characters. */
export function name(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 255) : undefined;
}
