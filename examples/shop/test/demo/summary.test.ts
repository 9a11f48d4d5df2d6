import { expect, test } from 'vitest';
import { parseExposition } from '../../src/demo/exposition.ts';
import { summarize } from '../../src/demo/summary.ts';

const POOL = 'db_client_connection_pool_name="shop"';

const before = parseExposition('process_cpu_time_total{cpu_mode="user"} 10', 100);
const after = parseExposition(
  `
process_cpu_time_total{cpu_mode="user"} 12
process_cpu_time_total{cpu_mode="system"} 1
plimsoll_container_cpu_limit 1.5
system_cpu_logical_count 8
process_memory_usage 90000000
plimsoll_memory_used_after_gc{v8js_heap_space_name="old_space"} 20
plimsoll_memory_used_after_gc{v8js_heap_space_name="code_space"} 3
plimsoll_memory_leak_status{plimsoll_memory_area="heap",plimsoll_memory_leak_state="none"} 0
plimsoll_memory_leak_status{plimsoll_memory_area="heap",plimsoll_memory_leak_state="suspected"} 1
plimsoll_memory_leak_suspicion{plimsoll_memory_area="heap"} 0.8
db_client_connection_count{${POOL},db_client_connection_state="used"} 3
db_client_connection_count{${POOL},db_client_connection_state="idle"} 4
db_client_connection_limit{${POOL}} 10
plimsoll_pool_status{${POOL},plimsoll_pool_state="healthy"} 1
plimsoll_pool_status{${POOL},plimsoll_pool_state="exhausted"} 0
http_server_request_duration_count{http_response_status_code="200"} 100
http_server_request_duration_count{http_response_status_code="503"} 10
`,
  105,
);
const summary = summarize(before, after);

test('takes the quota of the container for the limit of the CPU', () => {
  expect(summary.cpu).toEqual({ usedCpus: 0.6, limitCpus: 1.5 });
});

test('adds the heap spaces up', () => {
  expect(summary.memory.heapAfterGcBytes).toBe(23);
});

test('tells the states that stand at 1', () => {
  expect(summary.leak).toEqual({ heap: { state: 'suspected', suspicion: 0.8 } });
  expect(summary.pool).toMatchObject({
    name: 'shop',
    used: 3,
    idle: 4,
    limit: 10,
    state: 'healthy',
  });
});

test('takes a counter that has not counted for 0 where its pool is there', () => {
  expect(summary.pool.leaks).toBe(0);
  const empty = parseExposition('', 0);
  expect(summarize(empty, empty).pool.leaks).toBeNull();
});

test('counts the answers of 500 and more as failed', () => {
  expect(summary.http).toMatchObject({ requestsPerSecond: 22, failuresPerSecond: 2 });
});

test('leaves null what is not there', () => {
  expect(summary.pool.pending).toBeNull();
  expect(summary.eventLoop).toEqual({
    utilization: null,
    delayP99Seconds: null,
    delayMaxSeconds: null,
  });
});
