import { type Faults, type InstrumentByKind, LateMeter, type MetricSpec } from '@plimsoll/kernel';
import { LEFT_TO, type Other } from './leave-to.ts';
import { bucketsOf, type Profile, reports } from './views/profiles.ts';

/** Which of the metrics are reported. */
export interface Part {
  readonly profile: Profile;
  readonly leaveTo: readonly Other[];
}

/** Whether a metric of ours is reported. */
function isReported({ profile, leaveTo }: Part, name: string): boolean {
  return reports(profile, name) && !leaveTo.some((other) => LEFT_TO[other].includes(name));
}

/** Measures nothing and holds nothing. */
const SILENT = { add() {}, record() {}, addCallback() {}, removeCallback() {} };

/**
 * A meter that makes only the instruments that are to be reported: sensors run as ever, so that what they read is
 * complete, and what is left out costs no SDK anything. It is bound when the whole meter is.
 */
export class PartMeter extends LateMeter {
  readonly #whole: LateMeter;
  readonly #part: Part;

  constructor(whole: LateMeter, part: Part, faults: Faults) {
    super(faults);
    this.#whole = whole;
    this.#part = part;
  }

  override get bound(): boolean {
    return this.#whole.bound;
  }

  override create<S extends MetricSpec>(spec: S): InstrumentByKind[S['instrument']] {
    if (!isReported(this.#part, spec.name))
      return SILENT as unknown as InstrumentByKind[S['instrument']];
    const { name, buckets } = spec;
    if (!buckets) return this.#whole.create(spec);
    return this.#whole.create({ ...spec, buckets: bucketsOf(this.#part.profile, name, buckets) });
  }

  override forget(spec: MetricSpec): void {
    this.#whole.forget(spec);
  }
}
