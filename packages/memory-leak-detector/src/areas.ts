/** What is judged: the live heap, external memory, which includes array buffers, and native memory, which is neither. */
export const AREAS = ['heap', 'external', 'native'] as const;

export type Area = (typeof AREAS)[number];
