import { context, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { TestContextManager } from '../context-manager.ts';

const SPAN_CONTEXT: SpanContext = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  traceFlags: 1,
};

/** Runs `run` in a span, which is the answer with what `run` gives. */
export async function inSpan<T>(
  run: () => Promise<T>,
): Promise<{ readonly result: T; readonly spanContext: SpanContext }> {
  context.setGlobalContextManager(new TestContextManager());
  const result = await context.with(trace.setSpanContext(ROOT_CONTEXT, SPAN_CONTEXT), run);
  context.disable();
  return { result, spanContext: SPAN_CONTEXT };
}
