/** Says how hard the machine is pressed, as `createPressure` of `@plimsoll/otel-resources/pressure` does. */
export interface PressureLevel {
  readonly overall: { readonly level: string };
}

/** Whether there is room for more. */
export function hasRoom(pressure: PressureLevel | undefined): boolean {
  return !pressure || pressure.overall.level === 'nominal';
}
