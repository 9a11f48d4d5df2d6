import http from 'node:http';
import { mode } from '../harness.mjs';

const MOST_ATTEMPTS = 4;
const MOST_DELAY_MILLIS = 240_000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
export const outcomes = { delivered: 0, failed: 0, dropped: 0 };

function post({ port, path }, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Delivers an event to a subscriber, again and again, with a growing delay, until it is taken. */
export async function deliver(endpoint, event, attempt = 1) {
  const status = await post(endpoint, JSON.stringify(event)).catch(() => 0);
  if (status === 200) {
    outcomes.delivered += 1;
    return;
  }
  outcomes.failed += 1;
  if (mode === 'fixed' && (status === 410 || attempt >= MOST_ATTEMPTS)) {
    outcomes.dropped += 1;
    return;
  }
  const delay = Math.min(MOST_DELAY_MILLIS, 1500 * 3 ** attempt);
  setTimeout(() => deliver(endpoint, event, attempt + 1), delay);
}
