export interface Rule {
  readonly rule: string;
  /** Who says no. */
  readonly by: 'rooms' | 'biome' | 'boundaries';
  /** What is said. */
  readonly says: string | RegExp;
  readonly file: string;
  readonly planted: string;
  /** The same room, keeping the rule. */
  readonly legal: string;
}
