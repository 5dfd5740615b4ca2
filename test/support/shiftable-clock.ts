// Imported before anything else: code that keeps `Date.now` for itself then keeps the one that can be shifted.

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

/** Sets this process's clock so many milliseconds before or behind the machine's. */
export function shiftClock(ms: number): void {
  shiftMs = ms;
}
