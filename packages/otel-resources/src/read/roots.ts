/** Where the kernel's file systems are mounted; tests have trees of their own. */
export interface Roots {
  readonly proc: string;
  readonly sys: string;
}

export const SYSTEM_ROOTS: Roots = { proc: '/proc', sys: '/sys' };
