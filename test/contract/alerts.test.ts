import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ALERTS, isLookAlike, type Spelling, scaled, spell } from '@plimsoll/collector-config';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CATALOGUE, EVENTS } from '../catalogue.ts';
import { namesOf } from './promql.ts';
import { queriesOfRunbook, RUNBOOKS } from './runbooks.ts';
import { type SeriesNames, seriesScraped, seriesThroughOtlp } from './series.ts';

const ROOT = join(import.meta.dirname, '../..');

/** An alert that is always firing has no look-alike. */
const ALWAYS_FIRING = ['Watchdog'];

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<'summary' | 'description' | 'runbook_url', string>>;
}

function rulesOf(file: string): readonly Rule[] {
  const text = readFileSync(join(ROOT, 'collector-config/prometheus', file), 'utf8');
  return parse(text).groups.flatMap(({ rules }: { rules: Rule[] }) => rules);
}

/** The queries inside of a text's templates, with something in place of each label value. */
function queriesOf(template: string): string[] {
  return [...template.matchAll(/printf "([^"]*)"[^}]*\| query/g)].map(([, query = '']) =>
    query.replaceAll('%q', '"x"'),
  );
}

function expectKnown(expr: string, known: SeriesNames, where: string): void {
  const { selectors, groupings } = namesOf(expr);
  const anywhere = new Set<string>();
  for (const { metric, labels } of selectors) {
    expect([...known.keys()], where).toContain(metric);
    const possible = known.get(metric) ?? new Set();
    expect([...possible], `${where}: labels of ${metric}`).toEqual(
      expect.arrayContaining([...labels]),
    );
    for (const label of possible) anywhere.add(label);
  }
  expect([...anywhere], `${where}: grouping`).toEqual(expect.arrayContaining([...groupings]));
}

describe.each([
  ['rules.yml', 'otlp'],
  ['rules-scraped.yml', 'scraped'],
] as const)('%s', (file, spelling) => {
  const rules = rulesOf(file);

  test('asks only for metrics and labels that the catalogue has, as this path spells them', async () => {
    const known = await seriesOf(spelling);
    for (const { alert, expr } of rules) expectKnown(expr, known, alert);
  });

  test('the queries in its texts do so too', async () => {
    const known = await seriesOf(spelling);
    for (const { alert, annotations } of rules)
      for (const query of queriesOf(annotations.description)) expectKnown(query, known, alert);
  });

  test('its texts name only labels that the alert has', () => {
    for (const { alert, expr, annotations } of rules) {
      const grouped = namesOf(expr).groupings;
      const used = [...annotations.description.matchAll(/\$labels\.(\w+)/g)].map(
        ([, label]) => label,
      );
      expect([...grouped], alert).toEqual(expect.arrayContaining(used));
    }
  });

  test('each alert has a severity, a resource, texts and a runbook that is there', () => {
    for (const { alert, labels, annotations } of rules) {
      expect(['critical', 'warning', 'info'], alert).toContain(labels.severity);
      expect(labels.resource, alert).toMatch(/^[a-z_]+$/);
      expect(annotations.summary, `${alert}: a group shares the summary`).not.toContain('{{');
      expect(annotations.description.length, alert).toBeGreaterThan(40);
      expect(basename(annotations.runbook_url)).toBe(`${alert}.md`);
      expect(existsSync(join(RUNBOOKS, `${alert}.md`)), alert).toBe(true);
    }
  });
});

test.each(ALERTS.map((alert) => [alert.name, alert] as const))(
  '%s is tested to fire, not to fire yet, to end, and to leave its look-alikes alone',
  (name, alert) => {
    const context = { metric: (metric: string) => metric, duration: scaled(1) };
    const cases = alert.cases(context);
    const fires = cases.filter((situation) => !isLookAlike(situation));
    expect(fires).not.toHaveLength(0);
    if (ALWAYS_FIRING.includes(name)) return;
    expect(cases.filter(isLookAlike)).not.toHaveLength(0);
    const shapes = fires.map(({ expect: moments }) =>
      moments.map(({ firing }) => (firing.length > 0 ? '!' : '.')).join(''),
    );
    expect(shapes, 'silent, firing, silent again').toContainEqual(
      expect.stringMatching(/^\.+!+\.+$/),
    );
  },
);

test('a misspelled metric, label or grouping is found', () => {
  const known = new Map([['plimsoll_pool_status', new Set(['job', 'plimsoll_pool_state'])]]);
  const check = (expr: string) => () => expectKnown(expr, known, 'sample');
  expect(check('sum by (job) (plimsoll_pool_status{plimsoll_pool_state="closed"})')).not.toThrow();
  expect(check('plimsoll_pool_state')).toThrow();
  expect(check('plimsoll_pool_status{state="closed"}')).toThrow();
  expect(check('sum by (instance) (plimsoll_pool_status)')).toThrow();
  expect(check('sum by (job (plimsoll_pool_status)')).toThrow(SyntaxError);
});

describe('runbooks', () => {
  const runbooks = globSync('*.md', { cwd: RUNBOOKS });

  test('each belongs to an alert', () => {
    expect(runbooks.map((file) => basename(file, '.md')).sort()).toEqual(
      ALERTS.map(({ name }) => name).sort(),
    );
  });

  test.each(runbooks)(
    '%s says what it means, whom it hurts, how to look and what to do',
    (file) => {
      const text = readFileSync(join(RUNBOOKS, file), 'utf8');
      const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual(['Meaning', 'Impact', 'Diagnosis', 'Mitigation']);
      expect(text.split('\n').length, 'one page').toBeLessThan(70);
    },
  );

  test.each(runbooks)('%s asks only for metrics and labels that there are', (file) => {
    const known = seriesThroughOtlp(CATALOGUE);
    for (const expr of queriesOfRunbook(file)) expectKnown(expr, known, file);
  });
});

test('every metric and event that a text or runbook names by its OpenTelemetry name is there', () => {
  const known = new Set([...CATALOGUE, ...EVENTS].map(({ name }) => name));
  const texts = [
    ...rulesOf('rules.yml').map(({ annotations }) => annotations.description),
    ...globSync('*.md', { cwd: RUNBOOKS }).map((file) =>
      readFileSync(join(RUNBOOKS, file), 'utf8'),
    ),
  ];
  const named = texts.flatMap((text) => text.match(/\bplimsoll\.\w+(\.\w+)+/g) ?? []);
  expect([...known]).toEqual(expect.arrayContaining(named));
  expect(named).not.toHaveLength(0);
});

async function seriesOf(spelling: Spelling): Promise<SeriesNames> {
  return spelling === 'otlp' ? seriesThroughOtlp(CATALOGUE) : seriesScraped(CATALOGUE);
}

test('the scraped spelling is the one that the exporter writes', async () => {
  const written = await seriesScraped(CATALOGUE);
  for (const spec of CATALOGUE) {
    const name = spell(spec, 'scraped');
    expect([...written.keys()], spec.name).toContain(
      spec.instrument === 'histogram' ? `${name}_bucket` : name,
    );
  }
});
