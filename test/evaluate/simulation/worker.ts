/** Simulates what it is sent. */
import { parentPort } from 'node:worker_threads';
import { simulate, type Task } from './simulate.ts';

parentPort?.on('message', (tasks: readonly Task[]) => parentPort?.postMessage(tasks.map(simulate)));
