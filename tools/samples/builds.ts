/** Builds: the measures of each kind of animal, in units of roughly one shoulder height. */
import type { Vec3 } from './maths';

export type Species = 'cow' | 'cat' | 'leopard' | 'dog' | 'zebra' | 'horse';

export interface Build {
  /** Distance from shoulders to hips. */
  trunk: number;
  /** Half height and half width of chest, belly and rump. */
  chest: readonly [number, number];
  belly: readonly [number, number];
  rump: readonly [number, number];
  /** Neck length, angle above the horizontal (degrees) and radii at base and top. */
  neck: readonly [number, number, number, number];
  /** Half length, height and width of the skull. */
  skull: Vec3;
  /** Muzzle length beyond the skull's centre, radius at its base and tip, and drop of its tip. */
  muzzle: readonly [number, number, number, number];
  ears: 'pointed' | 'round' | 'sideways' | 'hanging' | 'upright';
  ear: number;
  /** Lengths of upper and lower leg and radii at top, knee and foot. */
  leg: readonly [number, number, number, number, number];
  foot: 'paw' | 'hoof';
  /** Tail length, radius, and carriage in degrees (0 hangs down, 90 level, beyond is up). */
  tail: readonly [number, number, number];
  tuft: number;
  eye: number;
  horns: boolean;
  mane: boolean;
  udder: boolean;
}

export const BUILDS: Record<Species, Build> = {
  cow: {
    trunk: 1.15,
    chest: [0.37, 0.27],
    belly: [0.36, 0.31],
    rump: [0.33, 0.27],
    neck: [0.4, 22, 0.24, 0.15],
    skull: [0.17, 0.14, 0.125],
    muzzle: [0.33, 0.115, 0.09, 0.09],
    ears: 'sideways',
    ear: 0.17,
    leg: [0.36, 0.4, 0.15, 0.068, 0.055],
    foot: 'hoof',
    tail: [0.75, 0.026, 4],
    tuft: 0.055,
    eye: 0.03,
    horns: true,
    mane: false,
    udder: true,
  },
  cat: {
    trunk: 0.92,
    chest: [0.21, 0.165],
    belly: [0.21, 0.175],
    rump: [0.215, 0.17],
    neck: [0.2, 42, 0.145, 0.135],
    skull: [0.175, 0.165, 0.185],
    muzzle: [0.15, 0.09, 0.062, 0.055],
    ears: 'pointed',
    ear: 0.17,
    leg: [0.3, 0.32, 0.105, 0.058, 0.052],
    foot: 'paw',
    tail: [0.85, 0.052, 120],
    tuft: 0,
    eye: 0.042,
    horns: false,
    mane: false,
    udder: false,
  },
  leopard: {
    trunk: 1.2,
    chest: [0.27, 0.2],
    belly: [0.24, 0.2],
    rump: [0.26, 0.195],
    neck: [0.3, 28, 0.2, 0.16],
    skull: [0.185, 0.155, 0.16],
    muzzle: [0.2, 0.11, 0.082, 0.06],
    ears: 'round',
    ear: 0.075,
    leg: [0.36, 0.36, 0.14, 0.08, 0.068],
    foot: 'paw',
    tail: [1.15, 0.052, 38],
    tuft: 0,
    eye: 0.028,
    horns: false,
    mane: false,
    udder: false,
  },
  dog: {
    trunk: 0.92,
    chest: [0.27, 0.19],
    belly: [0.21, 0.17],
    rump: [0.22, 0.17],
    neck: [0.3, 48, 0.165, 0.125],
    skull: [0.165, 0.135, 0.135],
    muzzle: [0.27, 0.095, 0.062, 0.05],
    ears: 'hanging',
    ear: 0.17,
    leg: [0.36, 0.38, 0.125, 0.06, 0.05],
    foot: 'paw',
    tail: [0.6, 0.05, 110],
    tuft: 0.02,
    eye: 0.028,
    horns: false,
    mane: false,
    udder: false,
  },
  zebra: {
    trunk: 1.02,
    chest: [0.3, 0.215],
    belly: [0.29, 0.24],
    rump: [0.3, 0.225],
    neck: [0.5, 44, 0.215, 0.125],
    skull: [0.16, 0.13, 0.105],
    muzzle: [0.36, 0.105, 0.075, 0.13],
    ears: 'upright',
    ear: 0.14,
    leg: [0.44, 0.46, 0.15, 0.06, 0.046],
    foot: 'hoof',
    tail: [0.6, 0.03, 12],
    tuft: 0.05,
    eye: 0.026,
    horns: false,
    mane: true,
    udder: false,
  },
  horse: {
    trunk: 1.05,
    chest: [0.31, 0.215],
    belly: [0.28, 0.23],
    rump: [0.3, 0.225],
    neck: [0.58, 46, 0.22, 0.12],
    skull: [0.165, 0.13, 0.105],
    muzzle: [0.38, 0.1, 0.075, 0.14],
    ears: 'upright',
    ear: 0.11,
    leg: [0.48, 0.52, 0.155, 0.058, 0.046],
    foot: 'hoof',
    tail: [0.75, 0.045, 16],
    tuft: 0.07,
    eye: 0.026,
    horns: false,
    mane: true,
    udder: false,
  },
};
