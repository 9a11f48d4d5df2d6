import { Agent, request } from 'node:http';

/** How many requests may be under way; what comes beyond is counted as dropped, not queued. */
const MAX_IN_FLIGHT = 200;
const TICK_MILLIS = 20;
const TIMEOUT_MILLIS = 10_000;
const PRODUCTS = 400;

const [target = '', rate = '50'] = process.argv.slice(2);
const perSecond = Number(rate);
if (!URL.canParse(target) || !(perSecond > 0)) {
  process.stderr.write('usage: node src/load.ts <url of the shop> [requests a second]\n');
  process.exit(2);
}

const agent = new Agent({ keepAlive: true, maxSockets: MAX_IN_FLIGHT });
let inFlight = 0;
let lastPurchase = 0;

function send(method: string, path: string, done?: (body: string) => void): void {
  if (inFlight >= MAX_IN_FLIGHT) return;
  inFlight += 1;
  const outgoing = request(new URL(path, target), { method, agent, timeout: TIMEOUT_MILLIS });
  outgoing.on('timeout', () => outgoing.destroy());
  outgoing.on('error', () => undefined);
  outgoing.on('close', () => {
    inFlight -= 1;
  });
  outgoing.on('response', (response) => {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      body += chunk;
    });
    response.on('end', () => done?.(body));
    response.on('error', () => undefined);
  });
  outgoing.end();
}

/** What customers do: mostly look, sometimes buy, now and then ask for the invoice. */
function visit(): void {
  const product = 1 + Math.floor(Math.random() * PRODUCTS);
  const dice = Math.random();
  if (dice < 0.75) send('GET', `/products/${product}`);
  else if (dice < 0.85) send('GET', `/products?page=${product % 20}`);
  else if (dice < 0.95 || lastPurchase === 0) {
    send('POST', `/products/${product}/purchases?quantity=${1 + (product % 3)}`, (body) => {
      lastPurchase = Number(JSON.parse(body).id ?? lastPurchase);
    });
  } else send('GET', `/purchases/${lastPurchase}/invoice`);
}

// An open loop: requests come when they are due, however slow the answers are.
let due = 0;
let before = performance.now();
setInterval(() => {
  const now = performance.now();
  due = Math.min(due + ((now - before) / 1000) * perSecond, perSecond);
  before = now;
  for (; due >= 1; due -= 1) visit();
}, TICK_MILLIS);

for (const end of ['SIGTERM', 'SIGINT', 'disconnect'] as const)
  process.once(end, () => process.exit());
