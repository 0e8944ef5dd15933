/** Places as an export gives them away: exact, rounded, or as metres on a plane. */
import type { Coordinates } from '../coordinates';

/**
 * A tenth of a degree, 11 km: how the places of sensitive species are generalised when they are not
 * withheld (Chapman, Current Best Practices for Generalizing Sensitive Species Occurrence Data,
 * GBIF 2020, category 2).
 */
export const ROUNDED_DEGREES = 0.1;

/**
 * Metres from a rounded place within which the true one is: half the diagonal of a square of a
 * tenth of a degree at the equator, where it is widest.
 */
export const ROUNDED_UNCERTAINTY_M = 7900;

export function roundedPlace({ latitude, longitude }: Coordinates): Coordinates {
  const steps = 1 / ROUNDED_DEGREES;
  const round = (value: number): number => Math.round(value * steps) / steps || 0;
  return { latitude: round(latitude), longitude: round(longitude) };
}

export interface Metres {
  readonly x: number;
  readonly y: number;
}

export interface Zone {
  /** 1 to 60. */
  readonly number: number;
  readonly isSouth: boolean;
}

/** WGS 84 (EPSG:4326): half the equator's diameter in metres, and the flattening. */
const A = 6_378_137;
const F = 1 / 298.257_223_563;
/** Scale on the central meridian, and what is added so that no number is negative (metres). */
const SCALE = 0.9996;
const FALSE_EASTING = 500_000;
const FALSE_NORTHING_SOUTH = 10_000_000;

/** The zone of the middle of these places, by longitude alone: without Norway's exceptions. */
export function zoneOf(places: readonly Coordinates[]): Zone {
  // As directions: on both sides of 180 degrees the mean of the numbers would be 0.
  const sum = (of: (radians: number) => number): number =>
    places.reduce((total, { longitude }) => total + of((longitude * Math.PI) / 180), 0);
  const longitude = (Math.atan2(sum(Math.sin), sum(Math.cos)) * 180) / Math.PI;
  const latitudes = places.reduce((total, { latitude }) => total + latitude, 0);
  return {
    number: Math.min(60, Math.max(1, Math.floor((longitude + 180) / 6) + 1)),
    isSouth: latitudes < 0,
  };
}

/**
 * Universal Transverse Mercator, in metres: Krüger's series to the fourth order in the third
 * flattening, as in Karney, Transverse Mercator with an accuracy of a few nanometers, Journal of
 * Geodesy 85 (2011), equations 7 to 11 and 35. Within 30 degrees of the zone's meridian it is equal
 * to PROJ's to a millimetre.
 */
export function utm({ latitude, longitude }: Coordinates, { number, isSouth }: Zone): Metres {
  const n = F / (2 - F);
  const radius = (A / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const series = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4,
    (61 / 240) * n ** 3 - (103 / 140) * n ** 4,
    (49_561 / 161_280) * n ** 4,
  ];
  const e = Math.sqrt(F * (2 - F));
  const phi = (latitude * Math.PI) / 180;
  const lambda = ((longitude - (number * 6 - 183)) * Math.PI) / 180;
  const sine = Math.sin(phi);
  // Tangent of the conformal latitude.
  const t = Math.sinh(Math.atanh(sine) - e * Math.atanh(e * sine));
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.asinh(Math.sin(lambda) / Math.hypot(t, Math.cos(lambda)));
  let [north, east] = [xi, eta];
  for (const [i, alpha] of series.entries()) {
    const j = 2 * (i + 1);
    north += alpha * Math.sin(j * xi) * Math.cosh(j * eta);
    east += alpha * Math.cos(j * xi) * Math.sinh(j * eta);
  }
  return {
    x: FALSE_EASTING + SCALE * radius * east,
    y: (isSouth ? FALSE_NORTHING_SOUTH : 0) + SCALE * radius * north,
  };
}
