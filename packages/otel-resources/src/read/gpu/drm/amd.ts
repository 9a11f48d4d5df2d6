import { fractionOf, type GpuReadings, present } from '../sample.ts';
import type { Attributes } from './attributes.ts';
import { readHwmon } from './hwmon.ts';

type Told = Partial<GpuReadings>;

/**
 * What amdgpu tells of a card (Documentation/gpu/amdgpu/driver-misc.rst). Never `pcie_bw`, for which the kernel sleeps a
 * second.
 */
export async function readAmd(card: Attributes): Promise<Told> {
  const [busy, memoryBusy, limit, used] = await Promise.all(
    ['gpu_busy_percent', 'mem_busy_percent', 'mem_info_vram_total', 'mem_info_vram_used'].map(
      (name) => card.number(name),
    ),
  );
  const hasMemory = limit !== undefined && used !== undefined && limit > 0 && used <= limit;
  const errors = parseErrors((await card.text('ras/umc_err_count')) ?? '');
  return present<Told>({
    utilization: fractionOf(busy ?? Number.NaN),
    memoryBandwidthUtilization: fractionOf(memoryBusy ?? Number.NaN),
    memoryLimitBytes: hasMemory ? limit : undefined,
    memoryUsedBytes: hasMemory ? used : undefined,
    errors,
    ...(await readHwmon(card)),
  });
}

/** `ue: 0`, uncorrected, and `ce: 0`, corrected. */
export function parseErrors(text: string): GpuReadings['errors'] {
  const count = (kind: string): number | undefined => {
    const digits = new RegExp(`(?:^|\\n)${kind}: (\\d{1,15})(?:\\n|$)`).exec(text)?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  const [uncorrected, corrected] = [count('ue'), count('ce')];
  if (uncorrected === undefined || corrected === undefined) return undefined;
  return { corrected, uncorrected };
}
