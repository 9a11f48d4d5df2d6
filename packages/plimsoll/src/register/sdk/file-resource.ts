import {
  mergeResourceAttributesConfig,
  type ResourceConfigModel,
} from '@opentelemetry/configuration';
import {
  detectResources,
  hostDetector,
  processDetector,
  type Resource,
  type ResourceDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { resourceOfProcess } from './resource.ts';

/** The container is always told. */
const DETECTORS: Readonly<Record<string, ResourceDetector>> = {
  host: hostDetector,
  process: processDetector,
  service: serviceInstanceIdDetector,
};

/** Who reports, as the configuration file tells it: `OTEL_RESOURCE_ATTRIBUTES` counts only where the file names it. */
export function resourceFromFile(
  config: ResourceConfigModel | undefined,
  isChild: boolean,
): Resource {
  const { attributes, attributes_list: list, schema_url: schemaUrl } = config ?? {};
  const named = (config?.['detection/development']?.detectors ?? []).flatMap(Object.keys);
  const detectors = named.flatMap((name: string) => DETECTORS[name] ?? []);
  const given = mergeResourceAttributesConfig(attributes, list ?? undefined) ?? [];
  const values = Object.fromEntries(given.map(({ name, value }) => [name, value ?? undefined]));
  const told = resourceFromAttributes(values, schemaUrl ? { schemaUrl } : {});
  return resourceOfProcess(detectResources({ detectors }).merge(told), isChild);
}
