// Replaces `Date` by one that can be shifted. Import it first, because code may keep a reference to `Date.now`.

const RealDate = globalThis.Date;
let shiftMs = 0;

globalThis.Date = class extends RealDate {
  constructor(...args: [] | ConstructorParameters<typeof RealDate>) {
    if (args.length === 0) super(RealDate.now() + shiftMs);
    else super(...(args as [number]));
  }

  static override now(): number {
    return RealDate.now() + shiftMs;
  }
} as DateConstructor;

/** Sets this process's clock `ms` milliseconds ahead of the machine's. */
export function shiftClock(ms: number): void {
  shiftMs = ms;
}
