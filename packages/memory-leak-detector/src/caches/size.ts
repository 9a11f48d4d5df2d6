/** Nothing deeper or longer is looked at: an estimate must be cheap. */
const NODE_LIMIT = 256;

const OBJECT_BYTES = 32;
const WORD_BYTES = 8;

/**
 * The bytes that a value takes, roughly: characters, numbers and buffers by their length, and 32 for each object. Of a large
 * value 256 parts are looked at, and an array counts the rest as the middle of these.
 */
export function estimateBytes(value: unknown): number {
  const seen = new Set<unknown>();
  let left = NODE_LIMIT;
  const measure = (part: unknown): number => {
    left -= 1;
    if (typeof part === 'string') return OBJECT_BYTES / 2 + part.length;
    if (typeof part !== 'object' || part === null) return WORD_BYTES;
    if (seen.has(part) || left <= 0) return WORD_BYTES;
    seen.add(part);
    if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer)
      return OBJECT_BYTES + part.byteLength;
    const parts = partsOf(part);
    let sum = OBJECT_BYTES;
    let looked = 0;
    for (const each of parts.values) {
      if (left <= 0) break;
      sum += measure(each);
      looked += 1;
    }
    return looked > 0 ? sum + ((parts.count - looked) * sum) / looked : sum;
  };
  return measure(value);
}

/** What an object holds, as far as it can be had without running code of the application. */
function partsOf(value: object): { readonly values: Iterable<unknown>; readonly count: number } {
  if (value instanceof Map)
    return { values: [...value].flat().slice(0, 2 * NODE_LIMIT), count: 2 * value.size };
  if (value instanceof Set) return { values: value, count: value.size };
  if (Array.isArray(value)) return { values: value, count: value.length };
  const values = Object.values(Object.getOwnPropertyDescriptors(value)).flatMap((each) =>
    'value' in each ? [each.value as unknown] : [],
  );
  return { values, count: values.length };
}
