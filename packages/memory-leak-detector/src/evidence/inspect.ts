import type { Session } from 'node:inspector';

/** A session with the inspector of the own thread, which answers before `post` returns. */
export interface Inspection extends Disposable {
  /** Throws what the inspector refuses. */
  post(method: string, options?: object): Readonly<Record<string, unknown>>;
}

/** The inspector where the runtime has one; a test hands in another. */
export type Inspector =
  | { readonly Session: new () => Session; readonly url?: () => string | undefined }
  | undefined;

export function inspect(inspector: Inspector): Inspection {
  if (!inspector) throw new Error('this runtime has no inspector');
  const session = new inspector.Session();
  session.connect();
  return {
    post(method, options = {}) {
      let failed: unknown = new Error(`${method} gave no answer`);
      let answer = {};
      session.post(method, options, (error: Error | null, result?: object) => {
        failed = error;
        answer = { ...result };
      });
      if (failed) throw failed;
      return answer;
    },
    [Symbol.dispose]: () => session.disconnect(),
  };
}
