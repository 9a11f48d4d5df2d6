import { ROOT_CONTEXT } from '@opentelemetry/api';
import { type InstrumentationContext, instruments } from '@plimsoll/kernel';
import { EVENTS } from '../events.ts';
import { keyOf } from '../evidence/allocation.ts';
import { originalPositions } from '../evidence/source-positions.ts';
import { METRICS } from '../metrics.ts';
import { type ListenerWarning, listenerWarningOf } from './warning.ts';

/** An emitter that is made anew for each request warns each time: no more places are told, and each once. */
const PLACE_LIMIT = 20;

/** No attribute value is longer. */
const TEXT_LIMIT = 128;

/** Counts the warnings of Node.js that an emitter has more listeners than its limit, and tells who adds them. */
export function watchListeners({
  meter,
  emitter,
  faults,
  clock,
}: InstrumentationContext): Disposable {
  const { listenerWarnings } = instruments(meter, { listenerWarnings: METRICS.listenerWarnings });
  listenerWarnings.add(0);
  const told = new Set<string>();

  const tell = async ({ site, type, count, ...of }: ListenerWarning): Promise<void> => {
    const timestampMillis = clock.epochMillis();
    const [found] = site
      ? await originalPositions([{ ...site, bytes: 0, share: 0, stack: [] }])
      : [];
    emitter.emit(
      EVENTS.listenerLimitExceeded,
      {
        'plimsoll.nodejs.listener.emitter': of.emitter?.slice(0, TEXT_LIMIT),
        'plimsoll.nodejs.listener.event': type.slice(0, TEXT_LIMIT),
        'plimsoll.nodejs.listener.count': count,
        'code.function.name': found?.functionName.slice(0, TEXT_LIMIT),
        'code.file.path': found?.file,
        'code.line.number': found?.line,
      },
      { timestampMillis, context: ROOT_CONTEXT },
    );
  };
  const look = (warning: unknown): void =>
    void faults.guard('a warning of too many listeners could not be read', () => {
      const found = listenerWarningOf(warning);
      if (!found) return;
      listenerWarnings.add(1);
      const place = found.site ? keyOf(found.site) : `${found.emitter} ${found.type}`;
      if (told.has(place) || told.size >= PLACE_LIMIT) return;
      told.add(place);
      tell(found).catch((error: unknown) => faults.report('too many listeners not told', error));
    });
  process.on('warning', look);
  return { [Symbol.dispose]: () => void process.off('warning', look) };
}
