import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import type { Import } from './rooms.ts';

/** Every import of a source; `file` is its path under `src` as `~/...`, and so are the targets inside it. */
export function importsOf(file: string, source: string): Import[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(file, source).module;
  const found: Import[] = [];
  for (const { start, end, moduleRequest } of staticImports)
    found.push(made(file, moduleRequest.value, kindOf(source.slice(start, end))));
  for (const { start, end, entries } of staticExports)
    for (const { moduleRequest } of entries)
      if (moduleRequest)
        found.push(made(file, moduleRequest.value, kindOf(source.slice(start, end))));
  for (const { moduleRequest } of dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end);
    found.push(made(file, /^(['"])([^'"]+)\1$/.exec(text)?.[2] ?? '', 'lazy'));
  }
  return found;
}

/** `import { type A }` is a value: with `verbatimModuleSyntax` the module is loaded. */
function kindOf(statement: string): Import['kind'] {
  return /^(import|export)\s+type\b/.test(statement) ? 'type' : 'value';
}

function made(file: string, request: string, kind: Import['kind']): Import {
  return {
    target: request.startsWith('.') ? posix.join(posix.dirname(file), request) : request,
    kind,
  };
}
