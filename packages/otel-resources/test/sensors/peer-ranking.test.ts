import { expect, test } from 'vitest';
import { createPeerRanking } from '../../src/sensors/peer-ranking.ts';

test('half of what a peer carried counts after a minute', () => {
  const ranking = createPeerRanking(10);
  const peer = ranking.peer('10.0.0.1', 5432);
  peer.weight += 1000;
  ranking.pass(60);
  expect(peer.weight).toBeCloseTo(500);
  expect(ranking.busiest()).toEqual([peer]);
  ranking.pass(600);
  expect(ranking.busiest()).toEqual([]);
});

test('forgets the least busy beyond its limit', () => {
  const ranking = createPeerRanking(2);
  for (const port of [1, 2, 3]) ranking.peer('10.0.0.1', port).weight += port * 100;
  ranking.pass(0);
  expect(ranking.busiest().map(({ port }) => port)).toEqual([3, 2]);
  expect(ranking.peer('10.0.0.1', 1).weight).toBe(0);
});

test('tells an address apart by port, and from the one that connects', () => {
  const ranking = createPeerRanking(10);
  const peers = [5432, 6379, undefined].map((port) => ranking.peer('10.0.0.1', port));
  expect(new Set(peers).size).toBe(3);
  expect(ranking.peer('10.0.0.1', undefined)).toBe(peers[2]);
});
