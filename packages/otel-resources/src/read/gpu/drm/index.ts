import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Roots } from '../../roots.ts';
import { type GpuIdentity, type GpuReadings, type GpuSource, present } from '../sample.ts';
import { readAmd } from './amd.ts';
import { attributesOf } from './attributes.ts';
import { readIntel } from './intel.ts';
import { watchOwn } from './own.ts';

/** So many cards are told. */
const MOST_CARDS = 16;

/** Numbers of the PCI SIG. */
const VENDORS: Readonly<Record<string, 'AMD' | 'Intel'>> = { '0x1002': 'AMD', '0x8086': 'Intel' };

interface Card {
  readonly name: string;
  readonly vendor: 'AMD' | 'Intel';
  readonly address: string;
}

/** `PCI_SLOT_NAME=0000:03:00.0` of the uevent of a device. */
export function parsePciAddress(text: string): string | undefined {
  return /(?:^|\n)PCI_SLOT_NAME=([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\n/.exec(text)?.[1];
}

/** The cards of AMD and Intel that are there now. */
function findCards(sys: string): readonly Card[] {
  const drm = join(sys, 'class/drm');
  const names = attempt(() => readdirSync(drm)) ?? [];
  const cards = names.flatMap((name) => {
    if (!/^card\d+$/.test(name)) return [];
    const read = (file: string): string =>
      attempt(() => readFileSync(join(drm, name, 'device', file), 'latin1')) ?? '';
    const vendor = VENDORS[read('vendor').trim()];
    const address = parsePciAddress(read('uevent'));
    return vendor && address ? [{ name, vendor, address }] : [];
  });
  return cards.slice(0, MOST_CARDS);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The GPUs of AMD and Intel, by what the kernel tells everybody. `undefined` where there is none. */
export function drmSource({ proc, sys }: Roots, now: () => number): GpuSource | undefined {
  const cards = findCards(sys);
  if (cards.length === 0) return undefined;
  const readOwn = watchOwn(proc);

  const readCard = async ({ name, vendor, address }: Card): Promise<GpuReadings> => {
    const folder = attributesOf(join(sys, 'class/drm', name));
    const device = folder.below('device');
    const model = await device.text('product_name');
    const identity = present<GpuIdentity>({ id: address, name, vendor, model: model || undefined });
    if ((await device.text('vendor')) === undefined) return { ...identity, state: 'failed' };
    // Older drivers wake a card to answer, which costs power and a second.
    const asleep = (await device.text('power/runtime_status')) === 'suspended';
    if (asleep) return { ...identity, state: 'ok', utilization: 0 };
    const told = vendor === 'AMD' ? await readAmd(device) : await readIntel(device, folder);
    return { ...identity, state: 'ok', ...told };
  };

  return {
    async sample() {
      const own = await readOwn(now());
      const gpus = await Promise.all(cards.map(readCard));
      return {
        gpus: gpus.map((gpu) => (gpu.state === 'failed' ? gpu : { ...gpu, ...own.get(gpu.id) })),
      };
    },
    [Symbol.dispose]() {},
  };
}
