/** Shared documents (Yjs) of lessons: all rooms open at the bell, are written in for 120 s and close; the next lesson begins ten seconds later. */
import * as Y from 'yjs';
import { elapsed, run } from '../harness.mjs';

const ROOMS = 25;
const LESSON_SECONDS = 130;
const OPEN_SECONDS = 120;
const rooms = new Map();

function open(number) {
  const board = new Y.Doc();
  const copy = new Y.Doc();
  board.on('update', (update) => Y.applyUpdate(copy, update));
  const undo = new Y.UndoManager([board.getText('text'), board.getArray('notes')], {
    captureTimeout: 0,
  });
  const room = { board, copy, undo };
  rooms.set(number, room);
  return room;
}

function closeAll() {
  for (const { board, copy, undo } of rooms.values()) {
    undo.destroy();
    board.destroy();
    copy.destroy();
  }
  rooms.clear();
}

await run('healthy-classrooms', {
  rate: 26,
  op(index) {
    if (elapsed() % LESSON_SECONDS > OPEN_SECONDS) return closeAll();
    const { board, copy } = rooms.get(index % ROOMS) ?? open(index % ROOMS);
    const text = board.getText('text');
    text.insert(Math.floor(Math.random() * text.length), `word ${index} `);
    board.getArray('notes').push([
      {
        author: index % 30,
        strokes: Array.from({ length: 40 }, () => [Math.random(), Math.random()]),
      },
    ]);
    if (copy.getText('text').length !== text.length) throw new Error('apart');
  },
});
