/** A heap snapshot in memory: numbers as they stand in the file, in groups of `node_fields` and `edge_fields`. */
export interface RawSnapshot {
  readonly nodeFields: readonly string[];
  readonly nodeTypes: readonly string[];
  readonly edgeFields: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly nodes: Uint32Array;
  readonly edges: Uint32Array;
  readonly strings: readonly string[];
}

/**
 * Reads a `.heapsnapshot` piece by piece: neither its text nor one object for each of its numbers is ever in memory. It runs in the
 * worker thread and knows nothing of this file.
 */
export function readSnapshot(path: string): RawSnapshot {
  const { closeSync, openSync, readSync } = process.getBuiltinModule('node:fs');
  const [OPEN, CLOSE, ZERO, NINE] = [0x5b, 0x5d, 0x30, 0x39];
  const file = openSync(path, 'r');
  const piece = Buffer.allocUnsafeSlow(2 ** 20);
  let length = 0;
  let at = 0;
  /** The next byte, or -1 at the end. */
  const next = (): number => {
    if (at >= length) {
      length = readSync(file, piece, 0, piece.length, null);
      at = 0;
      if (length === 0) return -1;
    }
    return piece[at++] as number;
  };
  /** The text up to and with `mark`. */
  const textUntil = (mark: string): string => {
    const bytes: number[] = [];
    const end = mark.charCodeAt(mark.length - 1);
    for (let byte = next(); byte >= 0; byte = next()) {
      bytes.push(byte);
      if (byte !== end || bytes.length < mark.length) continue;
      if (String.fromCharCode(...bytes.slice(-mark.length)) === mark)
        return Buffer.from(bytes).toString();
    }
    throw new Error(`${path} is no heap snapshot: it has no ${mark}`);
  };
  const numbers = (count: number): Uint32Array => {
    const values = new Uint32Array(count);
    let index = 0;
    let value = -1;
    for (let byte = next(); byte >= 0; byte = next()) {
      if (byte >= ZERO && byte <= NINE) value = (value < 0 ? 0 : value * 10) + byte - ZERO;
      else if (value >= 0) {
        values[index++] = value;
        value = -1;
      }
      if (byte === CLOSE) break;
    }
    if (index !== count) throw new Error(`${path} ends after ${index} of ${count} numbers`);
    return values;
  };
  /** Behind an array of numbers, which may hold others. */
  const skip = (): void => {
    let depth = 1;
    for (let byte = next(); depth > 0 && byte >= 0; byte = next()) {
      if (byte === OPEN) depth += 1;
      else if (byte === CLOSE) depth -= 1;
      if (depth === 0) return;
    }
  };
  const rest = (): string => {
    const pieces = [Buffer.from(piece.subarray(at, length))];
    for (;;) {
      const read = readSync(file, piece, 0, piece.length, null);
      if (read === 0) return Buffer.concat(pieces).toString();
      pieces.push(Buffer.from(piece.subarray(0, read)));
    }
  };
  try {
    const head = textUntil('"nodes":[');
    const { snapshot } = JSON.parse(`${head.slice(0, head.lastIndexOf(','))}}`);
    const { node_fields, node_types, edge_fields, edge_types } = snapshot.meta;
    const nodes = numbers(snapshot.node_count * node_fields.length);
    textUntil('"edges":[');
    const edges = numbers(snapshot.edge_count * edge_fields.length);
    while (!textUntil('[').includes('"strings":[')) skip();
    const text = rest();
    return {
      nodeFields: node_fields,
      nodeTypes: node_types[0],
      edgeFields: edge_fields,
      edgeTypes: edge_types[0],
      nodes,
      edges,
      strings: JSON.parse(`[${text.slice(0, text.lastIndexOf(']') + 1)}`),
    };
  } finally {
    closeSync(file);
  }
}
