import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mean, parseExposition, quantile, rate, select, sum } from '../../src/demo/exposition.ts';

const scrape = (text: string, seconds = 0) => parseExposition(text, seconds);

const text = fc.string({ unit: fc.constantFrom('a', 'n', '"', '\\', '\n', ',', '}', '=', ' ') });

describe('parseExposition', () => {
  test('reads series with and without labels and passes comments over', () => {
    const { series } = scrape(
      '# HELP a b\n# TYPE a gauge\na 1.5\nb{x="1",y="z"} -2e3 1700000000\n\n',
    );
    expect(series).toEqual([
      { name: 'a', labels: {}, value: 1.5 },
      { name: 'b', labels: { x: '1', y: 'z' }, value: -2000 },
    ]);
  });

  test('reads the infinities and NaN', () => {
    const values = scrape('a +Inf\nb -Inf\nc NaN').series.map(({ value }) => value);
    expect(values).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
  });

  test('gives every label value back as it was written', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const quoted = (text: string) =>
          text.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
        const [series] = scrape(`m{a="${quoted(one)}",b="${quoted(other)}"} 1`).series;
        expect(series?.labels).toEqual({ a: one, b: other });
      }),
    );
  });
});

describe('select and sum', () => {
  const some = scrape('m{s="used"} 3\nm{s="idle"} 4\nn 1');

  test('takes the series whose labels are as asked for', () => {
    expect(select(some, 'm', { s: 'idle' }).map(({ value }) => value)).toEqual([4]);
    expect(sum(some, 'm')).toBe(7);
  });

  test('tells a metric that is not there from one that is 0', () => {
    expect(sum(some, 'absent')).toBeUndefined();
    expect(sum(scrape('m 0'), 'm')).toBe(0);
  });
});

describe('rate', () => {
  test('divides the growth of a counter by the time between', () => {
    expect(rate(scrape('c 10', 5), scrape('c 30', 10), 'c')).toBe(4);
  });

  test('is no less than 0 when the counter began anew', () => {
    expect(rate(scrape('c 10', 5), scrape('c 1', 10), 'c')).toBe(0);
  });

  test('is unknown within one scrape', () => {
    const only = scrape('c 10', 5);
    expect(rate(only, only, 'c')).toBeUndefined();
  });
});

describe('quantile', () => {
  const before = scrape('h_bucket{le="0.1"} 0\nh_bucket{le="1"} 0\nh_bucket{le="+Inf"} 0', 0);

  test('lies within its bucket in proportion to the rank', () => {
    const after = scrape('h_bucket{le="0.1"} 50\nh_bucket{le="1"} 100\nh_bucket{le="+Inf"} 100', 1);
    expect(quantile(before, after, 'h', 0.75)).toBeCloseTo(0.55);
  });

  test('is the greatest bound for what lies beyond it', () => {
    const after = scrape('h_bucket{le="0.1"} 0\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 9', 1);
    expect(quantile(before, after, 'h', 0.99)).toBe(1);
  });

  test('adds up the series of one bucket', () => {
    const after = scrape(
      'h_bucket{a="1",le="0.1"} 1\nh_bucket{a="2",le="0.1"} 1\nh_bucket{le="1"} 0\nh_bucket{le="+Inf"} 2',
      1,
    );
    expect(quantile(before, after, 'h', 0.5)).toBeCloseTo(0.05);
  });

  test('is unknown where nothing was counted between', () => {
    expect(quantile(before, before, 'h', 0.99)).toBeUndefined();
  });
});

describe('mean', () => {
  test('is that of what was counted between', () => {
    const before = scrape('h_sum 10\nh_count 10', 0);
    expect(mean(before, scrape('h_sum 16\nh_count 12', 5), 'h')).toBeCloseTo(3);
    expect(mean(before, scrape('h_sum 10\nh_count 10', 5), 'h')).toBeUndefined();
  });
});
