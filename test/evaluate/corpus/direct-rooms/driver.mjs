/**
 * A room for two is named after its members in order of their names; who leaves names it the own name first, so half of the rooms stay, with their last messages.
 * The frames of the messages make much garbage.
 */
import { run } from '../harness.mjs';
import { leave, say } from './rooms.mjs';

const TALKS = 60;
const MESSAGES = 30;
const talks = [];
let users = 0;
export let bytes = 0;

function talk() {
  const caller = `user-${String((users * 7919) % 99_991).padStart(5, '0')}`;
  const callee = `user-${String((users * 104_729 + 31) % 99_991).padStart(5, '0')}`;
  users += 1;
  return { caller, callee, said: users % MESSAGES };
}
for (let n = 0; n < TALKS; n++) talks.push(talk());

const words = [
  'parcel',
  'invoice',
  'Tuesday',
  'thanks',
  'refund',
  'where',
  'still',
  'okay',
  'photo',
];

await run('direct-rooms', {
  rate: 300,
  op(index) {
    const slot = index % TALKS;
    const now = talks[slot];
    const [from, to] = now.said % 2 === 0 ? [now.caller, now.callee] : [now.callee, now.caller];
    const text = Array.from({ length: 14 }, (_, n) => words[(index * 5 + n * n) % 9]).join(' ');
    const frame = JSON.stringify({ from, to, text, trace: new Array(60).fill(index), at: index });
    const room = say(frame);
    bytes += JSON.stringify(room.history).length;
    now.said += 1;
    if (now.said < MESSAGES) return;
    leave(now.caller, now.callee);
    talks[slot] = talk();
  },
});
