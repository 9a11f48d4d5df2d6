export type { Alert, AlertCase, Context } from './alert.ts';
export { ALERTS } from './alerts.ts';
export { formatDuration, parseDuration, scaled } from './duration.ts';
export { type FileOptions, files, SHIPPED } from './files.ts';
export { isLookAlike } from './rules.ts';
export { type NamedMetric, type Spelling, spell } from './spelling.ts';
