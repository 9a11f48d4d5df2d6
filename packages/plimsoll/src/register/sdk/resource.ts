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
import { resourceDetector } from '@plimsoll/otel-resources/detector';
import type { Environment } from '../environment.ts';

const DETECTORS: Readonly<Record<string, ResourceDetector>> = {
  env: envDetector,
  host: hostDetector,
  os: osDetector,
  process: processDetector,
  serviceinstance: serviceInstanceIdDetector,
};

/** Who reports, as the environment tells it. */
export function resourceFromEnvironment(environment: Environment, isChild: boolean): Resource {
  return resourceOfProcess(detectResources({ detectors: detectorsOf(environment) }), isChild);
}

/**
 * What is always told goes below what is `given`. By default without the command line, which may hold a secret. Each
 * process has a `service.instance.id` of its own, since what two of them send would be one series otherwise.
 */
export function resourceOfProcess(given: Resource, isChild: boolean): Resource {
  const resource = defaultResource()
    .merge(
      resourceFromAttributes({
        'host.name': hostname(),
        'host.arch': arch() === 'x64' ? 'amd64' : arch(),
        'process.pid': process.pid,
        'process.runtime.name': 'nodejs',
        'process.runtime.version': process.versions.node,
        'service.instance.id': randomUUID(),
        ...resourceDetector.detect().attributes,
      }),
    )
    .merge(given);
  // It is the parent's where it stands in the inherited environment.
  const id = resource.attributes['service.instance.id'];
  return isChild
    ? resource.merge(resourceFromAttributes({ 'service.instance.id': `${id}-${process.pid}` }))
    : resource;
}

function detectorsOf(environment: Environment): ResourceDetector[] {
  const names = environment.list('OTEL_NODE_RESOURCE_DETECTORS', ['env']);
  if (names.includes('none')) return [];
  if (names.some((name) => name === 'all' || name === 'env')) checkAttributes(environment);
  if (names.includes('all')) return Object.values(DETECTORS);
  return names.flatMap((name) => {
    const detector = DETECTORS[name];
    if (!detector)
      environment.bad('OTEL_NODE_RESOURCE_DETECTORS', Object.keys(DETECTORS).join(', '), name);
    return detector ?? [];
  });
}

/** What the detector drops altogether, telling only a `diag` logger. A value may be a secret: none is shown. */
function checkAttributes(environment: Environment): void {
  const pairs = environment.text('OTEL_RESOURCE_ATTRIBUTES')?.split(',') ?? [];
  if (!pairs.every((pair) => pair.trim() === '' || isAttribute(pair)))
    environment.bad(
      'OTEL_RESOURCE_ATTRIBUTES',
      'key=value, several with commas, where "," and "=" in a value are %2C and %3D; leaving out all of it',
    );
}

/** The longest key, and the longest value, that the detector takes. */
const LENGTH_LIMIT = 255;

function isAttribute(pair: string): boolean {
  const parts = pair.split('=').map((part) => part.trim());
  if (parts.length !== 2 || parts[0] === '') return false;
  try {
    return parts.every((part) => decodeURIComponent(part).length <= LENGTH_LIMIT);
  } catch {
    return false;
  }
}
