/** A `server.address` with its `server.port`, an IPv6 address in brackets; `undefined` without a host. */
export function serverAddress(host: unknown, port: unknown): string | undefined {
  const name = text(host);
  if (name === undefined) return undefined;
  const address = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  const number = text(port);
  return number ? `${address}:${number}` : address;
}

/** What an option holds, where it is a word or a number. */
function text(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
    ? String(value)
    : undefined;
}
