import type { TransactionStatus } from '../../pool.ts';

/** The letters of the protocol's ReadyForQuery: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const LETTERS: Readonly<Record<string, TransactionStatus>> = { I: 'none', T: 'open', E: 'failed' };

/** What a client of pg 8.21 and later, in whatever pool, is in the midst of; `undefined` for any other connection. */
export function transactionOf(connection: unknown): TransactionStatus | undefined {
  const client = connection as { getTransactionStatus?: unknown } | undefined | null;
  if (typeof client?.getTransactionStatus !== 'function') return undefined;
  return LETTERS[String(client.getTransactionStatus())];
}
