/** `node child.ts <subject>`: measures one subject and prints its outcome as JSON. */
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { Subject } from './subject.ts';

type Subjects = Readonly<Record<string, Subject>>;

const FILES: Readonly<Record<string, () => Promise<{ readonly subjects: Subjects }>>> = {
  'collection.': () => import('./subjects/collection.ts'),
  'import.': () => import('./subjects/import.ts'),
  'pool.generic-pool.': () => import('./subjects/generic-pool.ts'),
  'pool.pg.': () => import('./subjects/pg.ts'),
  'pool.tarn.': () => import('./subjects/tarn.ts'),
  'pool.mysql2.': () => import('./subjects/mysql2.ts'),
  'leak.http.': () => import('./subjects/http.ts'),
  'leak.memory': () => import('./subjects/uptime.ts'),
  'leak.processor': () => import('./subjects/processor.ts'),
  'leak.': () => import('./subjects/allocation.ts'),
};

const name = process.argv[2] ?? '';
const file = Object.entries(FILES).find(([prefix]) => name.startsWith(prefix))?.[1];
const subject = (await file?.())?.subjects[name];
if (!subject) throw new TypeError(`Expected a subject, got \`${name}\``);
// As in every application with an SDK.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
process.stdout.write(JSON.stringify(await subject()));
