import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OsCpuTimes, Portable } from '../src/read/portable.ts';
import type { SystemInformation, Topic } from '../src/read/system-information/index.ts';

/** What a machine answered, by function. */
export interface Recorded {
  readonly platform: 'darwin' | 'win32';
  readonly os: {
    readonly cpus: { readonly times: OsCpuTimes }[];
    readonly loadavg: number[];
    readonly totalmem: number;
    readonly freemem: number;
    readonly networkInterfaces: Readonly<Record<string, unknown>>;
  };
  readonly answers: Record<Topic, unknown>;
}

export function recorded(name: string): Recorded {
  const file = join(import.meta.dirname, 'fixtures/portable', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Recorded;
}

/** Answers as that machine did; `asked` are the questions so far, and `abandoned` counts those given up. */
export interface Answering extends SystemInformation {
  readonly asked: (readonly [Topic, string | undefined])[];
  readonly abandoned: number;
}

export function answering(answers: Record<Topic, unknown>): Answering {
  const asked: (readonly [Topic, string | undefined])[] = [];
  let abandoned = 0;
  return {
    asked,
    get abandoned() {
      return abandoned;
    },
    ask: async (topic, argument) => {
      asked.push([topic, argument]);
      const answer = answers[topic];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    abandon: () => void abandoned++,
    [Symbol.dispose]: () => {},
  };
}

/** A machine as it was recorded; its `recording` may be changed while it runs. */
export function machine(recording: Recorded, information?: SystemInformation): Portable {
  const { platform, os } = recording;
  return {
    platform,
    os: {
      cpus: () => os.cpus,
      loadavg: () => os.loadavg,
      totalmem: () => os.totalmem,
      freemem: () => os.freemem,
      networkInterfaces: () => os.networkInterfaces,
    },
    ...(information && { information }),
  };
}
