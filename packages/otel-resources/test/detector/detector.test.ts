import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectResources, type ResourceDetector } from '@opentelemetry/resources';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectorOf } from '../../src/detector/detector.ts';
import { resourceDetector } from '../../src/detector/index.ts';
import { idOfMembership, idOfMounts } from '../../src/read/cgroup/container-id.ts';
import { tree } from '../trees.ts';

const OWN = '7be92808767a667f35c8505cbf40d14e931ef6db5b0210329cf193b15ba9d605';

const detect = (name: string): Record<string, string> => detectorOf(tree(name)).detect().attributes;

test.each([
  'container-docker-v1',
  'container-docker-v2',
  'container-docker-v2-host-namespace',
  'container-podman-v2',
  'container-podman-nested-path',
  'container-crio-v2',
  'container-kubernetes-v1',
  'container-kubernetes-systemd',
  'container-kubernetes-cri-name',
  'container-nested',
])('names the container of the process itself: %s', (name) => {
  expect(detect(name)).toEqual({ 'container.id': OWN });
});

test('knows the ids of Amazon ECS on Fargate', () => {
  expect(detect('container-ecs-fargate')).toEqual({
    'container.id': '55091c13b8cf4801b527f4601742204d-332252735',
  });
});

test.each([
  'container-none',
  'container-kubernetes-v2-hidden',
  'container-kubernetes-docker-sandbox',
  'no-such-tree',
])('says nothing rather than name another container: %s', (name) => {
  expect(detect(name)).toEqual({});
});

test('takes no longer run of hexadecimal digits for an id', () => {
  expect(idOfMembership(`0::/build-${OWN}\n`)).toBe(OWN);
  expect(idOfMembership(`0::/build-${OWN}0\n0::/${OWN}-cache\n`)).toBeUndefined();
});

test('says nothing where two directories of Docker are mounted', () => {
  const line = (digit: string, file: string): string =>
    `40 23 8:1 /var/lib/docker/containers/${digit.repeat(64)}/${file} /etc/${file} rw - ext4 /dev/sda rw\n`;
  expect(idOfMounts(line('a', 'hostname') + line('a', 'hosts'))).toBe('a'.repeat(64));
  expect(idOfMounts(line('a', 'hostname') + line('b', 'hosts'))).toBeUndefined();
});

/** A text that is damaged as a file can be: cut, with lines doubled, gone or in another order. */
const damaged = (text: string): fc.Arbitrary<string> => {
  const lines = text.split(/(?<=\n)/);
  return fc
    .tuple(
      fc.array(fc.constantFrom(...lines), { maxLength: lines.length * 2 }),
      fc.nat(text.length),
    )
    .map(([chosen, length]) => chosen.join('').slice(0, length));
};

const ID_OR_NOTHING = (id: string | undefined): void => {
  if (id !== undefined) expect(id).toMatch(/^(?:[0-9a-f]{64}|[0-9a-f]{32}-\d{6,})$/);
};

test('never throws, and tells a whole id or none, of any bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      ID_OR_NOTHING(idOfMembership(text));
      ID_OR_NOTHING(idOfMounts(text));
    }),
  );
});

test.each(['container-docker-v1', 'container-docker-v2', 'container-crio-v2'])(
  'tells the id or nothing of damaged files: %s',
  (name) => {
    const text = (file: string): string =>
      readFileSync(join(tree(name).proc, 'self', file), 'latin1');
    const cgroup = text('cgroup');
    const mounts = name.endsWith('v1') ? '' : text('mountinfo');
    fc.assert(
      fc.property(damaged(cgroup), damaged(mounts), (half, part) => {
        expect([OWN, undefined]).toContain(idOfMembership(half) ?? idOfMounts(part));
      }),
    );
  },
);

test('is a detector of the SDK', () => {
  const detector: ResourceDetector = detectorOf(tree('container-docker-v2'));
  const resource = detectResources({ detectors: [detector] });
  expect(resource.attributes).toEqual({ 'container.id': OWN });
});

test('is none of a process outside of a container, or names one', () => {
  ID_OR_NOTHING(resourceDetector.detect().attributes['container.id']);
});
