import { randomUUID } from 'node:crypto';
import { arch, hostname } from 'node:os';
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  type Resource,
  type ResourceDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import type { Environment } from '../environment.ts';

const DETECTORS: Readonly<Record<string, ResourceDetector>> = {
  env: envDetector,
  host: hostDetector,
  os: osDetector,
  process: processDetector,
  serviceinstance: serviceInstanceIdDetector,
};

/**
 * Who reports. By default without the command line, which may hold a secret. Each process has a
 * `service.instance.id` of its own, since what two of them send would be one series otherwise.
 */
export function resourceOf(environment: Environment, isChild: boolean): Resource {
  const resource = defaultResource()
    .merge(
      resourceFromAttributes({
        'host.name': hostname(),
        'host.arch': arch() === 'x64' ? 'amd64' : arch(),
        'process.pid': process.pid,
        'process.runtime.name': 'nodejs',
        'process.runtime.version': process.versions.node,
        'service.instance.id': randomUUID(),
      }),
    )
    .merge(detectResources({ detectors: detectorsOf(environment) }));
  // It is the parent's where it stands in the inherited environment.
  const given = resource.attributes['service.instance.id'];
  return isChild
    ? resource.merge(resourceFromAttributes({ 'service.instance.id': `${given}-${process.pid}` }))
    : resource;
}

function detectorsOf(environment: Environment): ResourceDetector[] {
  const names = environment.list('OTEL_NODE_RESOURCE_DETECTORS', ['env']);
  if (names.includes('none')) return [];
  if (names.includes('all')) return Object.values(DETECTORS);
  return names.flatMap((name) => {
    const detector = DETECTORS[name];
    if (!detector)
      environment.bad('OTEL_NODE_RESOURCE_DETECTORS', Object.keys(DETECTORS).join(', '), name);
    return detector ?? [];
  });
}
