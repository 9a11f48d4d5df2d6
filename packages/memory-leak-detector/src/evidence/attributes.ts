import type { EventValue } from '@plimsoll/kernel';
import type { Frame } from './allocation.ts';
import type { Culprit } from './culprits.ts';
import type { Evidence } from './gatherer.ts';

/** No attribute value is longer. */
const TEXT_LIMIT = 1024;

/** What is known of a leak as attributes of an event: where functions stand, never what they hold. */
export function evidenceAttributes({
  culprits,
  profileFile,
}: Evidence): Record<string, EventValue | undefined> {
  const [first] = culprits;
  return {
    'code.function.name': first?.functionName.slice(0, TEXT_LIMIT),
    'code.file.path': first?.file.slice(0, TEXT_LIMIT),
    'code.line.number': first?.line,
    'plimsoll.memory.growth.share': first?.share,
    'plimsoll.memory.leak.culprits': culprits.length > 0 ? culprits.map(textOf) : undefined,
    'plimsoll.memory.heap_profile.path': profileFile,
  };
}

/** `63 % remember (/app/store.js:12) < handle (/app/server.js:40)`: its share, itself and its callers. */
function textOf({ share, stack, ...self }: Culprit): string {
  const at = stack.findIndex(
    ({ file, line, column }) => file === self.file && line === self.line && column === self.column,
  );
  const callers = stack.slice(at + 1);
  const frames = [self, ...callers].map(frameText).join(' < ');
  return `${Math.round(share * 100)} % ${frames}`.slice(0, TEXT_LIMIT);
}

function frameText({ functionName, file, line }: Frame): string {
  return `${functionName} (${file}:${line})`;
}
