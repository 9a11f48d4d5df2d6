import { createCleanup, type InstrumentationContext, InstrumentationHost } from '@plimsoll/kernel';
import { EVENTS } from '../metrics.ts';
import { SCOPE } from '../version.ts';
import { type HttpServerOptions, watchHttpServers } from './http.ts';

export interface ServiceOptions {
  /** How to watch HTTP servers; they are left alone without it. */
  readonly http: HttpServerOptions | undefined;
}

/** What is reported of the service besides the three packages. */
export class ServiceInstrumentation extends InstrumentationHost<object> {
  readonly #http: HttpServerOptions | undefined;

  constructor({ http }: ServiceOptions) {
    super(SCOPE, {});
    this.#http = http;
    this.enable();
  }

  /** Says with what Plimsoll was started. */
  tellConfig(variables: readonly string[]): void {
    this.context.emitter.emit(EVENTS.config, { 'plimsoll.config.variables': variables });
  }

  protected override start({ meter }: InstrumentationContext): Disposable {
    const cleanup = createCleanup();
    if (this.#http) cleanup.use(watchHttpServers(meter, this.#http));
    return cleanup;
  }
}
