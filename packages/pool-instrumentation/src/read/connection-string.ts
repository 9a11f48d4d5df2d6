/** The parts of a connection string that may be told. */
export interface ConnectionTarget {
  readonly namespace?: string;
  readonly host?: string;
  readonly port?: string;
}

/**
 * Database, host and port of a connection URL. Gives nothing where the string is malformed: an unescaped `@`, `/`
 * or `?` in a password would otherwise pass for a part of the host or the database.
 */
export function readConnectionString(text: unknown): ConnectionTarget {
  if (typeof text !== 'string' || text.split('@').length > 2) return {};
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return {};
  }
  const path = url.pathname.slice(1);
  if (path.includes('/') || (text.includes('@') && !url.username)) return {};
  return {
    ...(path && { namespace: decode(path) }),
    ...(url.hostname && { host: url.hostname }),
    ...(url.port && { port: url.port }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
