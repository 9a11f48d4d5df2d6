/** A secure context for each host name that a client asks for; scanners ask for many. Fixed keeps the latest 20. */
import { createSecureContext } from 'node:tls';
import { mode, run } from '../harness.mjs';

const contexts = new Map();

function contextOf(name) {
  const known = contexts.get(name);
  if (known) return known;
  const context = createSecureContext({
    minVersion: 'TLSv1.2',
    sessionIdContext: `${contexts.size}`,
  });
  contexts.set(name, context);
  if (mode === 'fixed' && contexts.size > 20) contexts.delete(contexts.keys().next().value);
  return context;
}

await run('tls-contexts', { rate: 3, op: (index) => contextOf(`host-${index}.example`) });
