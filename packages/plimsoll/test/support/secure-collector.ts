import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';

/** One export, understood. */
interface Sent {
  readonly path: string;
  /** The name in the certificate of who sent it. */
  readonly sender: string | undefined;
  readonly encoding: string | undefined;
  readonly body: object;
}

/** A collector that takes OTLP in JSON over TLS, in gzip or plain, and only from who shows the certificate it knows. */
export interface SecureCollector extends AsyncDisposable {
  readonly url: string;
  /** Where `server.pem`, `client.pem` and `client-key.pem` are, which a sender needs. */
  readonly folder: string;
  readonly sent: readonly Sent[];
  /** Resolves with the first that `find` finds in what was sent; it looks whenever something arrives. */
  until<T>(find: (sent: readonly Sent[]) => T | undefined): Promise<T>;
}

export async function startSecureCollector(): Promise<SecureCollector> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-secure-'));
  const file = (name: string): string => join(folder, `${name}.pem`);
  const certify = (name: string): void => {
    const kind =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -addext subjectAltName=IP:127.0.0.1';
    const to = ['-subj', `/CN=${name}`, '-keyout', file(`${name}-key`), '-out', file(name)];
    execFileSync('openssl', [...kind.split(' '), ...to], { stdio: 'ignore' });
  };
  for (const name of ['server', 'client']) certify(name);
  const sent: Sent[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(
    {
      key: readFileSync(file('server-key')),
      cert: readFileSync(file('server')),
      ca: readFileSync(file('client')),
      requestCert: true,
    },
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const encoding = request.headers['content-encoding'];
      const whole = Buffer.concat(chunks);
      const body = encoding === 'gzip' ? gunzipSync(whole) : whole;
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      const path = request.url ?? '';
      sent.push({ path, sender: subject?.CN as string, encoding, body: JSON.parse(String(body)) });
      response.setHeader('content-type', 'application/json').end('{}');
      for (const look of waiting) look();
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folder,
    sent,
    until: <T>(find: (sent: readonly Sent[]) => T | undefined) =>
      new Promise<T>((resolve) => {
        const look = (): void => {
          const found = find(sent);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
