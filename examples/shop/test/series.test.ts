import { expect, test } from 'vitest';
import { parseExposition, type Series } from '../src/demo/exposition.ts';
import { createProcesses } from '../src/demo/processes.ts';
import { startReceiver } from '../src/demo/receiver.ts';
import { setStage } from '../src/demo/stage.ts';

const RESOURCES = '@plimsoll/otel-resources';

/** The series that the shop under load has on `/metrics`, once all of these are there. */
async function seriesOf(
  variables: Readonly<Record<string, string>>,
  awaited: readonly string[],
): Promise<readonly Series[]> {
  using receiver = await startReceiver();
  await using processes = createProcesses(() => undefined);
  const options = { database: 'pglite', rate: 20 } as const;
  const stage = await setStage(processes, options, receiver.url, {
    PLIMSOLL_SDK_WAIT_MILLIS: '0',
    ...variables,
  });
  for (;;) {
    const { series } = await scrape(stage.metricsUrl);
    if (awaited.every((name) => series.some((one) => one.name === name))) return series;
    await Promise.race([new Promise((resolve) => setImmediate(resolve)), processes.failure]);
  }
}

async function scrape(url: string): Promise<ReturnType<typeof parseExposition>> {
  const text = await fetch(url).then(
    (response) => response.text(),
    () => '',
  );
  return parseExposition(text, 0);
}

const ours = (series: readonly Series[]): readonly Series[] =>
  series.filter(({ labels }) => labels.otel_scope_name === RESOURCES);

test.each([
  ['core', 60, ['nodejs_eventloop_utilization']],
  ['default', 150, ['nodejs_eventloop_utilization', 'v8js_gc_duration_bucket']],
] as const)(
  '%s keeps to %i series in the shop, with every sensor on',
  async (profile, most, awaited) => {
    const series = await seriesOf(
      { PLIMSOLL_PROFILE: profile, PLIMSOLL_ENABLED_SENSORS: 'disk,paging,filesystem' },
      awaited,
    );
    const count = ours(series).length;
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThanOrEqual(most);
  },
);

test('full has what default leaves out', async () => {
  const series = await seriesOf({ PLIMSOLL_PROFILE: 'full' }, [
    'nodejs_eventloop_utilization',
    'v8js_gc_duration_bucket',
    'plimsoll_probe_status',
  ]);
  expect(ours(series).length).toBeGreaterThan(150);
});
