/** What is judged: the live heap, and external memory, which includes array buffers. */
export const AREAS = ['heap', 'external'] as const;

export type Area = (typeof AREAS)[number];
