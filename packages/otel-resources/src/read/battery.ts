/** A battery of the machine. Ratios are from 0 to 1. */
export interface Battery {
  /** The name that the kernel gives it. */
  readonly id: string;
  readonly charge: number;
  /** What it can hold, in watt-hours or ampere-hours; absent where the driver tells percents alone. */
  readonly capacity?: number;
  /** The charge at which the firmware warns. */
  readonly lowCharge?: number;
  readonly state: 'charging' | 'discharging' | 'resting';
  /** Until it is full while charging, or empty while discharging. */
  readonly secondsLeft?: number;
  /** Share of its design capacity that it can still hold. */
  readonly health?: number;
  readonly cycles?: number;
  readonly condition: 'ok' | 'degraded' | 'failed';
}

const PREFIX = 'POWER_SUPPLY_';
/** A rate next to nothing makes times that no battery has. */
const LONGEST_SECONDS = 30 * 24 * 3600;
const MICRO = 1e6;

/** The properties in a `uevent` file of /sys/class/power_supply, without their prefix. */
export function parseSupply(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    const at = line.indexOf('=');
    const key = line.slice(PREFIX.length, at);
    if (at > 0 && line.startsWith(PREFIX) && !found.has(key)) found.set(key, line.slice(at + 1));
  }
  return found;
}

/**
 * A battery as its properties tell it (https://docs.kernel.org/power/power_supply_class.html), in energy or else in charge;
 * `alarm` is the file of that name. `undefined` for an empty bay, and where the charge is not to be had.
 */
export function batteryOf(
  id: string,
  supply: ReadonlyMap<string, string>,
  alarm = '',
): Battery | undefined {
  const number = (key: string): number | undefined => numberOf(supply.get(key));
  const kind = number('ENERGY_NOW') !== undefined ? 'ENERGY' : 'CHARGE';
  const [now, full] = [number(`${kind}_NOW`), positive(number(`${kind}_FULL`))];
  const percent = number('CAPACITY');
  const charge = ratio(now, full) ?? ratio(percent, 100);
  if (charge === undefined || number('PRESENT') === 0) return undefined;
  const state = stateOf(supply.get('STATUS'));
  const rate = number(kind === 'ENERGY' ? 'POWER_NOW' : 'CURRENT_NOW');
  const rest = {
    capacity: full === undefined ? undefined : full / MICRO,
    lowCharge: ratio(numberOf(alarm.trim()), full) ?? ratio(number('CAPACITY_ALERT_MIN'), 100),
    secondsLeft: secondsLeft(state, number, now, full, rate),
    health: ratio(full, positive(number(`${kind}_FULL_DESIGN`))),
    // Firmware that does not count them says that there was none.
    cycles: positive(number('CYCLE_COUNT')),
  };
  const known = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    id,
    charge,
    state,
    condition: conditionOf(supply.get('HEALTH')),
    ...Object.fromEntries(known),
  };
}

function secondsLeft(
  state: Battery['state'],
  number: (key: string) => number | undefined,
  now: number | undefined,
  full: number | undefined,
  rate: number | undefined,
): number | undefined {
  if (state === 'resting') return undefined;
  const end = state === 'charging' ? 'FULL' : 'EMPTY';
  const told = positive(number(`TIME_TO_${end}_NOW`)) ?? positive(number(`TIME_TO_${end}_AVG`));
  const way = state === 'charging' && full !== undefined && now !== undefined ? full - now : now;
  const perHour = positive(Math.abs(rate ?? 0));
  const seconds = told ?? (way === undefined || !perHour ? undefined : (3600 * way) / perHour);
  return seconds === undefined || seconds < 0 || seconds > LONGEST_SECONDS ? undefined : seconds;
}

function stateOf(status: string | undefined): Battery['state'] {
  if (status === 'Charging') return 'charging';
  return status === 'Discharging' ? 'discharging' : 'resting';
}

/** Most drivers say nothing: then nothing is known against it. */
function conditionOf(health: string | undefined): Battery['condition'] {
  if (health === undefined || health === 'Good' || health === 'Unknown') return 'ok';
  return health === 'Dead' || health === 'Unspecified failure' ? 'failed' : 'degraded';
}

/** At most 1: what a battery holds can be more than it is said to hold. */
function ratio(part: number | undefined, whole: number | undefined): number | undefined {
  if (part === undefined || whole === undefined || part < 0) return undefined;
  return Math.min(1, part / whole);
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
