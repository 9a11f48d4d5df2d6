export { type MetricProcessor, type MetricsOf, withProcessors } from '@plimsoll/kernel';
