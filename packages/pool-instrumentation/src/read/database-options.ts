import { readConnectionString } from './connection-string.ts';
import { serverAddress } from './server-address.ts';

/** How a client is told of its database, as far as it is read. */
export interface DatabaseOptions {
  readonly connectionString?: unknown;
  readonly database?: unknown;
  readonly host?: unknown;
  readonly port?: unknown;
}

/** The database and the server that options name; what they leave open is as in `otherwise`. */
export function readDatabaseOptions(
  options: DatabaseOptions,
  otherwise: { readonly namespace?: string | undefined; readonly host?: string | undefined } = {},
): { readonly namespace?: string; readonly server?: string } {
  const url = readConnectionString(options.connectionString);
  const own = typeof options.database === 'string' ? options.database : undefined;
  const namespace = own ?? url.namespace ?? otherwise.namespace;
  const server = serverAddress(
    options.host ?? url.host ?? otherwise.host,
    options.port ?? url.port,
  );
  return { ...(namespace && { namespace }), ...(server && { server }) };
}
