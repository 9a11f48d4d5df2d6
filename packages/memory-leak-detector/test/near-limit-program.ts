/** Has V8 write a snapshot when its heap is about to end, and lets it end. */
import { MemoryLeakInstrumentation } from '../src/index.ts';

new MemoryLeakInstrumentation({ nearLimit: 'snapshot' });
const kept: unknown[] = [];
setInterval(() => {
  for (let left = 1000; left > 0; left--) kept.push(Array.from({ length: 100 }, () => left / 3));
}, 1);
