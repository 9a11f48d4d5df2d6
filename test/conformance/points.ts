/** `name{key=value,...}`, the keys in order -> value. */
export type Points = Readonly<Record<string, number>>;

function keyOf(name: string, attributes: Readonly<Record<string, unknown>> = {}): string {
  const pairs = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  return pairs.length > 0 ? `${name}{${pairs.sort().join(',')}}` : name;
}

/** Points that are added up where two have one key, as the CPUs of a host. */
export function createSums(): {
  readonly points: Points;
  add(name: string, attributes: Readonly<Record<string, unknown>>, value: number): void;
} {
  const points: Record<string, number> = {};
  return {
    points,
    add(name, attributes, value) {
      const key = keyOf(name, attributes);
      points[key] = (points[key] ?? 0) + value;
    },
  };
}
