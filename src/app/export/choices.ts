/** Offsets from UTC in use on Earth, west first. */
export const CLOCKS: readonly string[] = [
  ...['-12:00', '-11:00', '-10:00', '-09:30', '-09:00', '-08:00', '-07:00', '-06:00', '-05:00'],
  ...['-04:00', '-03:30', '-03:00', '-02:30', '-02:00', '-01:00', '+00:00', '+01:00', '+02:00'],
  ...['+03:00', '+03:30', '+04:00', '+04:30', '+05:00', '+05:30', '+05:45', '+06:00', '+06:30'],
  ...['+07:00', '+08:00', '+08:45', '+09:00', '+09:30', '+10:00', '+10:30', '+11:00', '+12:00'],
  ...['+12:45', '+13:00', '+13:45', '+14:00'],
];

/** This device's own offset now, as `CLOCKS` writes it; UTC when it has an unusual one. */
export function deviceClock(minutes: number = -new Date().getTimezoneOffset()): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const all = Math.abs(minutes);
  const text = `${minutes < 0 ? '-' : '+'}${two(Math.floor(all / 60))}:${two(all % 60)}`;
  return CLOCKS.includes(text) ? text : '+00:00';
}
