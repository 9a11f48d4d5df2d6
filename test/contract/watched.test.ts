import { WATCHED } from '@plimsoll/memory-leak-detector/processor';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../catalogue.ts';

test.each(WATCHED)(
  '%o stands in the catalogue, as an amount with the attributes that are asked for',
  (watched) => {
    const specOf = (name: string | undefined) => CATALOGUE.find((spec) => spec.name === name);
    const spec = specOf(watched.metric);
    expect(spec?.instrument).toMatch(/gauge|upDownCounter/i);
    expect(spec?.attributes ?? []).toEqual(
      expect.arrayContaining(Object.keys(watched.where ?? {})),
    );
    if (watched.limitMetric === undefined) return;
    const limit = specOf(watched.limitMetric);
    expect(limit?.instrument).toMatch(/gauge|upDownCounter/i);
    expect(spec?.attributes ?? []).toEqual(expect.arrayContaining([...(limit?.attributes ?? [])]));
  },
);
