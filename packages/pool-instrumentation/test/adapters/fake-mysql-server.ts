import { type Duplex, duplexPair } from 'node:stream';
import mysql from 'mysql2';

/** A MySQL server in this process that lets everybody in, and answers every query alike. */
export interface FakeMysqlServer {
  /** What an attempt to connect ends with. */
  refusal: Error | undefined;
  readonly connections: readonly ServerConnection[];
  /** Makes the stream of one more client. */
  connect(): Duplex;
}

/** The end of a connection that stands on this side. */
export interface ServerConnection {
  readonly stream: Duplex;
  sequenceId: number;
  on(event: string, listener: () => void): void;
  handlePacket(packet?: { readonly sequenceId: number }): void;
  writeOk(): void;
  writeError(error: { message: string; code: number }): void;
  serverHandshake(options: object): void;
}

export function fakeMysqlServer(): FakeMysqlServer {
  const connections: ServerConnection[] = [];
  const server = mysql.createServer((given) => {
    const connection = given as unknown as ServerConnection;
    connections.push(connection);
    connection.on('error', () => {});
    // It takes `set` for a prepared statement.
    for (const event of ['query', 'stmt_prepare']) connection.on(event, () => connection.writeOk());
    const { handlePacket } = connection;
    connection.handlePacket = (packet) => {
      if (packet?.sequenceId === 0) connection.sequenceId = 0;
      handlePacket.call(connection, packet);
    };
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.0-fake',
      connectionId: connections.length,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0xff_ff_ff,
      authCallback: (_given: unknown, done: (error: null, refusal?: object) => void) =>
        done(null, fake.refusal && { message: fake.refusal.message, code: 1045 }),
    });
  });
  const fake: FakeMysqlServer = {
    refusal: undefined,
    connections,
    connect() {
      const [client, end] = duplexPair();
      (server as unknown as { _handleConnection(stream: Duplex): void })._handleConnection(end);
      return client;
    },
  };
  return fake;
}
