import { EventEmitter } from 'node:events';

type Done = (error?: Error | null) => void;

/** How the clients of one pool behave. */
export interface FakePgServer {
  /** What an attempt to connect ends with; `'later'` waits for `finish`. */
  connect: Error | 'later' | undefined;
  finish?: () => void;
}

/** The part of a `pg.Client` that pg-pool works with, without a server. */
export function fakePgClient(server: FakePgServer): new () => EventEmitter {
  return class FakeClient extends EventEmitter {
    _connecting = false;
    _queryable = true;
    _ending = false;
    readonly connection = {
      stream: { destroy: () => this.#fail?.(new Error('Connection terminated unexpectedly')) },
    };
    #fail: Done | undefined;

    connect(done: Done): void {
      this._connecting = true;
      this.#fail = done;
      const finish = (): void => {
        if (server.connect instanceof Error) {
          done(server.connect);
          return;
        }
        this._connecting = false;
        done();
        this.emit('connect');
      };
      if (server.connect === 'later') server.finish = finish;
      else setImmediate(finish);
    }

    query(_text: string, _values: unknown, done: (error: null, result: unknown) => void): void {
      setImmediate(() => done(null, { rows: [] }));
    }

    end(done?: Done): void {
      this._ending = true;
      setImmediate(() => {
        this.emit('end');
        done?.();
      });
    }

    /** What a server does that goes away. */
    break(): void {
      this._queryable = false;
      this.emit('error', new Error('terminating connection'));
    }
  };
}
