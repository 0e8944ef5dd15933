/**
 * What was measured as one line of the Markdown table in `docs/devices.md`: in English and with
 * points in its numbers, in every language of the screen, so that lines can be put together.
 */
import type { SearchTimes } from '../../engine/index/search-timer';
import type { MeasuredRow } from '../../runtime/measuring';
import type { EncoderTimes } from '../../runtime/encoders/time';

export const COLUMNS = [
  'Device',
  'Browser',
  'Encoder',
  'Backend',
  'Precision',
  'ms a photo',
  'First, s',
  'Memory, MB',
  'Search in 1k / 10k / 100k, ms',
  'Measured',
] as const;

/** What the browser tells of the device and of itself. */
export interface DeviceWords {
  readonly browser: string;
  /** System, model of the device, cores and memory, as far as they are told. */
  readonly device: string;
}

interface Brand {
  readonly brand: string;
  readonly version: string;
}

/** What Chromium tells beside the user agent (User-Agent Client Hints); no other browser has it. */
interface AgentData {
  readonly platform: string;
  getHighEntropyValues(
    hints: readonly string[],
  ): Promise<{ readonly model?: string; readonly fullVersionList?: readonly Brand[] }>;
}

export type Told = Pick<Navigator, 'userAgent' | 'hardwareConcurrency'> & {
  readonly deviceMemory?: number;
  readonly userAgentData?: AgentData;
};

/** Chromium puts a made-up brand into its list, so that sites do not rely on the order. */
const MADE_UP = /not.?a.?brand/i;

export async function deviceWords(told: Told): Promise<DeviceWords> {
  const { userAgent, hardwareConcurrency, deviceMemory, userAgentData } = told;
  // Refused on some pages: the rest is told all the same.
  const more = await userAgentData
    ?.getHighEntropyValues(['model', 'fullVersionList'])
    .catch(() => null);
  const brands = (more?.fullVersionList ?? []).filter(({ brand }) => !MADE_UP.test(brand));
  // The browser's own name beside that of the engine it is made of.
  const own = brands.find(({ brand }) => brand !== 'Chromium') ?? brands[0];
  const browser = own ? `${own.brand} ${own.version}` : browserOf(userAgent);
  const device = [
    more?.model || '',
    userAgentData?.platform || systemOf(userAgent),
    `${hardwareConcurrency} cores`,
    deviceMemory === undefined ? '' : `${deviceMemory} GB`,
  ];
  return { browser, device: device.filter(Boolean).join(', ') };
}

/** How each names itself; those that name others too come first. */
const BROWSERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Edge', /Edg\/([\d.]+)/],
  ['Opera', /OPR\/([\d.]+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Chrome', /(?:Chrome|CriOS)\/([\d.]+)/],
  ['Safari', /Version\/([\d.]+).*Safari/],
];

function browserOf(userAgent: string): string {
  for (const [name, pattern] of BROWSERS) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return 'a browser without a name';
}

/** Of what stands first in brackets, the part that names the system. */
function systemOf(userAgent: string): string {
  const [, inside = ''] = /\(([^)]*)\)/.exec(userAgent) ?? [];
  return (
    inside.split('; ').find((part) => /Android|iPhone|iPad|Mac|Windows|Linux/.test(part)) ?? ''
  );
}

/** @param measured when, and by which version of the app */
export function lineOf(
  row: Pick<MeasuredRow, 'name' | 'backend' | 'precision' | 'searches'> & {
    readonly times: EncoderTimes;
  },
  { browser, device }: DeviceWords,
  measured: { readonly day: Date; readonly version: string },
): string {
  const { times } = row;
  const { threads, adapter } = times;
  const cells = [
    device,
    browser,
    row.name,
    row.backend === 'webgpu'
      ? `WebGPU${adapter && `, ${adapter}`}`
      : `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    row.precision,
    times.photoMs === null ? '–' : figure(times.photoMs),
    figure(times.firstMs / 1000),
    memoryOf(times),
    row.searches.length === 0 ? '–' : row.searches.map(searchOf).join(' / '),
    `${measured.day.toISOString().slice(0, 10)}, ${measured.version}`,
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Two digits that count, no more than are worth anything. */
export function figure(value: number): string {
  if (value < 0.01) return '<0.01';
  return String(value < 100 ? Number(value.toPrecision(2)) : Math.round(value));
}

function memoryOf({ wasmBytes, gpuBytes }: EncoderTimes): string {
  if (wasmBytes === null) return '–';
  const wasm = String(Math.round(wasmBytes / 1e6));
  return gpuBytes ? `${wasm} + ${Math.round(gpuBytes / 1e6)} GPU` : wasm;
}

function searchOf({ exactMs, graphMs }: SearchTimes): string {
  return graphMs === null ? figure(exactMs) : `${figure(exactMs)} (graph ${figure(graphMs)})`;
}

/** What would end the cell or the line stands for itself. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
