import {
  booleanOption,
  createCleanup,
  type InstrumentationConfig,
  InstrumentationHost,
  readOptions,
} from '@plimsoll/kernel';
import { SCOPE } from './version.ts';

const OPTIONS = { enabled: booleanOption(true) };

export class PoolInstrumentation extends InstrumentationHost<InstrumentationConfig> {
  constructor(options?: InstrumentationConfig) {
    const config = readOptions(OPTIONS, options, 'PoolInstrumentation');
    super(SCOPE, config);
    if (config.enabled) this.enable();
  }

  protected override start(): Disposable {
    return createCleanup();
  }
}
