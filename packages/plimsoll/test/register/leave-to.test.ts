import { choicesOption, createFaults } from '@plimsoll/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shareLeaveTo } from '../../src/register/leave-to.ts';

const SINK = Symbol.for('plimsoll.diagnostics');
const HOST = { leaveTo: choicesOption([], ['host-metrics', 'hostmetricsreceiver']) };
const POOLS = { leaveTo: choicesOption([], ['instrumentation-pg']) };

let said: string[] = [];
beforeEach(() => {
  said = [];
  Reflect.set(globalThis, SINK, (_: string, message: string) => said.push(message));
});
afterEach(() => Reflect.deleteProperty(globalThis, SINK));

function shared(text: string | undefined, rules: object): string | undefined {
  const variables = { PLIMSOLL_LEAVE_TO: text, OTHER: 'kept' };
  const given = shareLeaveTo(variables, [HOST.leaveTo, POOLS.leaveTo], createFaults('test'));
  const answer = given(rules as never);
  expect(answer.OTHER).toBe('kept');
  return answer.PLIMSOLL_LEAVE_TO;
}

test('gives each package the words that it knows', () => {
  const text = 'instrumentation-pg, host-metrics ,hostmetricsreceiver';
  expect(shared(text, HOST)).toBe('host-metrics,hostmetricsreceiver');
  expect(shared(text, POOLS)).toBe('instrumentation-pg');
  expect(shared(text, {})).toBe('');
  expect(said).toEqual([]);
});

test.each([undefined, '', ' , '])('gives none where there are none: %j', (text) => {
  expect(shared(text, HOST)).toBe('');
  expect(said).toEqual([]);
});

test('leaves out a word that no package knows, and says so', () => {
  expect(shared('host-metrics,node-exporter', HOST)).toBe('host-metrics');
  expect(said).toEqual([
    expect.stringMatching(
      /^test: Expected PLIMSOLL_LEAVE_TO to be an array of 'host-metrics', 'hostmetricsreceiver' or an array of 'instrumentation-pg', got 'node-exporter'; leaving it out$/,
    ),
  ]);
});
