/** Name and version of the instrumentation scope; a test holds them against package.json. */
export const SCOPE = { name: 'plimsoll', version: '0.1.0' } as const;
