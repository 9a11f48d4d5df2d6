import { expect, test } from 'vitest';
import { censusOf, grownConstructors, nameOfNode } from '../../src/snapshots/grown-constructors.ts';
import type { RawSnapshot } from '../../src/snapshots/read-snapshot.ts';

const STRINGS = ['', 'Cache', 'Page', 'oldest', 'newest', 'watched', 'Watcher'];
const [OBJECT, CLOSURE, SYNTHETIC] = [0, 1, 2];
const [PROPERTY, ELEMENT, WEAK] = [0, 1, 2];
const WIDTH = 5;

interface Node {
  readonly type: number;
  readonly name: number;
  readonly id: number;
  /** Kind, name or index, and which node. */
  readonly edges?: readonly (readonly [number, number, number])[];
}

function snapshotOf(nodes: readonly Node[]): RawSnapshot {
  return {
    nodeFields: ['type', 'name', 'id', 'self_size', 'edge_count'],
    nodeTypes: ['object', 'closure', 'synthetic'],
    edgeFields: ['type', 'name_or_index', 'to_node'],
    edgeTypes: ['property', 'element', 'weak'],
    nodes: Uint32Array.from(
      nodes.flatMap(({ type, name, id, edges = [] }) => [type, name, id, 10, edges.length]),
    ),
    edges: Uint32Array.from(
      nodes.flatMap(({ edges = [] }) =>
        edges.flatMap(([kind, name, to]) => [kind, name, to * WIDTH]),
      ),
    ),
    strings: STRINGS,
  };
}

const root = (edges: Node['edges'] = []): Node => ({ type: SYNTHETIC, name: 0, id: 1, edges });
const census = (snapshot: RawSnapshot) => censusOf(snapshot, { nameOf: nameOfNode });

const BEFORE = snapshotOf([
  root([[PROPERTY, 5, 1]]),
  { type: OBJECT, name: 1, id: 3, edges: [[PROPERTY, 3, 2]] },
  { type: OBJECT, name: 2, id: 5 },
  { type: OBJECT, name: 2, id: 7 },
  { type: CLOSURE, name: 6, id: 6 },
  { type: OBJECT, name: 6, id: 1000 },
]);
const AFTER = snapshotOf([
  root([
    [WEAK, 5, 4],
    [PROPERTY, 5, 1],
  ]),
  {
    type: OBJECT,
    name: 1,
    id: 3,
    edges: [
      [PROPERTY, 3, 2],
      [PROPERTY, 4, 3],
      [ELEMENT, 8, 4],
    ],
  },
  { type: OBJECT, name: 2, id: 5 },
  { type: OBJECT, name: 2, id: 7 },
  { type: OBJECT, name: 2, id: 9 },
  { type: OBJECT, name: 2, id: 11 },
]);

test('a constructor that grew is told with who holds a new object, not an old one, and not weakly', () => {
  const tools = { census, nameOf: nameOfNode };
  expect(grownConstructors(census(BEFORE), AFTER, 10, tools)).toEqual([
    {
      name: 'Page',
      count: 4,
      bytes: 40,
      countGrowth: 2,
      bytesGrowth: 20,
      retainers: ['Page as [8] of Cache', 'Cache as .watched of (synthetic)'],
    },
  ]);
});

test('objects are counted by constructor, and what has none by its kind', () => {
  const { constructors, lastId } = census(BEFORE);
  expect(Object.fromEntries(constructors)).toEqual({
    '(synthetic)': { count: 1, bytes: 10 },
    Cache: { count: 1, bytes: 10 },
    Page: { count: 2, bytes: 20 },
    '(closure)': { count: 1, bytes: 10 },
    Watcher: { count: 1, bytes: 10 },
  });
  expect(lastId).toBe(7);
});
