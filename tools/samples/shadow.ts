/** The shadow a body throws on level ground, and how much sky the ground beside it sees. */
import { clamp, dot, length, mix, smoothstep, sub, type Vec3 } from './maths';
import { ballAround, field, type Shape } from './shapes';

/** The body's soft shadow on the ground, worked out once on a coarse grid. */
export class GroundShadow {
  readonly #size = 96;
  readonly #span = 6;
  readonly #sun: Float64Array;
  readonly #open: Float64Array;

  constructor(shapes: readonly Shape[], light: Vec3) {
    const n = this.#size;
    this.#sun = new Float64Array(n * n);
    this.#open = new Float64Array(n * n);
    const ball = ballAround(shapes);
    for (let j = 0; j < n; j++)
      for (let i = 0; i < n; i++) {
        const x = ((i + 0.5) / n - 0.5) * this.#span;
        const z = ((j + 0.5) / n - 0.5) * this.#span;
        let lit = 1;
        const to = sub(ball.centre, [x, 0, z]);
        const along = dot(to, light);
        if (Math.sqrt(Math.max(0, dot(to, to) - along * along)) < ball.radius + 0.3) {
          let t = 0.03;
          for (let k = 0; k < 28 && t < 6 && lit > 0; k++) {
            const h = field(shapes, x + light[0] * t, light[1] * t, z + light[2] * t);
            lit = Math.min(lit, 0.35 + (6 * h) / t);
            t += clamp(h, 0.04, 0.5);
          }
        }
        this.#sun[j * n + i] = smoothstep(0, 1, lit);
        const above =
          length(to) < ball.radius + 0.6
            ? Math.min(field(shapes, x, 0.08, z) + 0.02, field(shapes, x, 0.4, z) * 0.8 + 0.1)
            : 1;
        this.#open[j * n + i] = mix(0.42, 1, smoothstep(-0.05, 0.5, above));
      }
  }

  at = (x: number, z: number): number => this.#read(this.#sun, x, z);
  openness = (x: number, z: number): number => this.#read(this.#open, x, z);

  #read(grid: Float64Array, x: number, z: number): number {
    const n = this.#size;
    const fx = (x / this.#span + 0.5) * n - 0.5;
    const fz = (z / this.#span + 0.5) * n - 0.5;
    const i = Math.floor(fx);
    const j = Math.floor(fz);
    if (i < 0 || j < 0 || i >= n - 1 || j >= n - 1) return 1;
    const at = j * n + i;
    return mix(
      mix(grid[at]!, grid[at + 1]!, fx - i),
      mix(grid[at + n]!, grid[at + n + 1]!, fx - i),
      fz - j,
    );
  }
}
