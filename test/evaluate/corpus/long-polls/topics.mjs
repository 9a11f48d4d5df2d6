import { mode } from '../harness.mjs';

const waiters = new Map();

export function waitFor(topic, request, response) {
  const waiter = {
    since: Date.now(),
    session: JSON.parse(Buffer.from(request.headers['x-session'], 'base64url')),
    response,
  };
  const list = waiters.get(topic);
  if (list) list.push(waiter);
  else waiters.set(topic, [waiter]);
  if (mode !== 'fixed') return;
  response.once('close', () => {
    const left = (waiters.get(topic) ?? []).filter((one) => one !== waiter);
    if (left.length > 0) waiters.set(topic, left);
    else waiters.delete(topic);
  });
}

export function publish(topic, news) {
  const list = waiters.get(topic) ?? [];
  waiters.delete(topic);
  let told = 0;
  for (const { response, session } of list) {
    if (response.destroyed || !session.topics.includes(topic)) continue;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ topic, news, for: session.user }));
    told += 1;
  }
  return told;
}
