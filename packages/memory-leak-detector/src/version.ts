/** Name and version of the instrumentation scope; a test holds them against package.json. */
export const SCOPE = { name: '@plimsoll/memory-leak-detector', version: '0.1.0' } as const;
