import { Worker } from 'node:worker_threads';
import type { Purchase } from './purchases.ts';

/** Writes invoices on a thread of its own, so that the event loop stays free. */
export interface InvoiceOffice {
  write(purchase: Purchase): Promise<string>;
  close(): Promise<void>;
}

interface Answer {
  readonly ticket: number;
  readonly text: string;
}

interface Waiting {
  resolve(text: string): void;
  reject(error: unknown): void;
}

export function openInvoiceOffice(): InvoiceOffice {
  const worker = new Worker(new URL('./invoice-worker.ts', import.meta.url));
  const waiting = new Map<number, Waiting>();
  let lastTicket = 0;

  worker.on('message', ({ ticket, text }: Answer) => {
    waiting.get(ticket)?.resolve(text);
    waiting.delete(ticket);
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });

  return {
    write(purchase) {
      lastTicket += 1;
      const ticket = lastTicket;
      return new Promise((resolve, reject) => {
        waiting.set(ticket, { resolve, reject });
        worker.postMessage({ ticket, purchase });
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}
