import type { TestProject } from 'vitest/node';
import { obtainTools, type Tools } from './tools.ts';

declare module 'vitest' {
  interface ProvidedContext {
    tools: Tools;
  }
}

/** Builds the programs once, before any test. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('tools', await obtainTools());
}
