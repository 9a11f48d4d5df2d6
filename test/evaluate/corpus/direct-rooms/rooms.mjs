import { mode } from '../harness.mjs';

const MOST_HISTORY = 40;
const rooms = new Map();

const nameOf = (a, b) => (a < b ? `${a}:${b}` : `${b}:${a}`);

export function open(a, b) {
  const name = nameOf(a, b);
  const known = rooms.get(name);
  if (known) return known;
  const room = { name, members: new Set([a, b]), history: [], unread: { [a]: 0, [b]: 0 } };
  rooms.set(name, room);
  return room;
}

export function say(frame) {
  const { from, to, text, at } = JSON.parse(frame);
  const room = open(from, to);
  room.history.push({ from, text, at, seen: false });
  if (room.history.length > MOST_HISTORY) room.history.shift();
  room.unread[to] += 1;
  return room;
}

/** Who leaves closes the room; the history is in the database by then. */
export function leave(from, to) {
  return rooms.delete(mode === 'fixed' ? nameOf(from, to) : `${from}:${to}`);
}
