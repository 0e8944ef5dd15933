/** Draws a chart with Chart.js. Only what is used of it is registered, so only that is fetched. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartDataset,
  type Plugin,
} from 'chart.js';
import type { ChartSeries, ChartSpec, Palette } from './spec';

/** Side of the hatching's tile, in pixels. */
const TILE = 8;
/**
 * Points of a line that are drawn large, and whiskers: more would lie on each other on a phone.
 */
const MOST_LARGE_POINTS = 30;
/** Half the width of a whisker's end, in pixels. */
const WHISKER = 5;
/**
 * The width of a saved picture in pixels: a printed page's, so the screen's width does not change
 * it.
 */
const PICTURE = { width: 1200, height: 675, title: 56, padding: 24 } as const;

export interface DrawnChart {
  /** The chart with its title on paper, as a PNG. */
  picture(): Promise<Blob>;
  destroy(): void;
}

Chart.register(
  ...[BarController, BarElement, CategoryScale, Legend, LinearScale],
  ...[LineController, LineElement, PointElement, Tooltip],
);

/** @param write a value as the language on screen does */
export function drawChart(
  canvas: HTMLCanvasElement,
  spec: ChartSpec,
  palette: Palette,
  write: (value: number) => string,
): DrawnChart {
  const chart = make(canvas, spec, palette, write, true);
  return {
    picture: () => pictureOf(spec, palette, write),
    destroy: () => chart.destroy(),
  };
}

/** A value, or one at its place on a horizontal axis of numbers; null: nothing there. */
type Datum = number | null | { readonly x: number; readonly y: number | null };
type Mixed = Chart<'bar' | 'line', Datum[], string>;

function make(
  canvas: HTMLCanvasElement,
  spec: ChartSpec,
  palette: Palette,
  write: (value: number) => string,
  responsive: boolean,
): Mixed {
  const { ink, line, font } = palette;
  const title = (text: string) => ({ display: true, text, color: ink, font: { family: font } });
  const ticks = { color: ink, font: { family: font } };
  const highs = spec.series.flatMap(({ high = [] }) => high.filter((end) => end !== null));
  const highest = highs.length > 0 ? Math.max(...highs) : null;
  const hasLine = spec.series.some(({ kind }) => (kind ?? spec.kind) === 'line');
  return new Chart<'bar' | 'line', Datum[], string>(canvas, {
    type: spec.kind,
    data: {
      ...(spec.at ? {} : { labels: [...spec.labels] }),
      datasets: spec.series.map((series) => datasetOf(series, spec, palette)),
    },
    options: {
      responsive,
      maintainAspectRatio: false,
      // Nothing moves for those who want nothing to move, and a picture is drawn at once.
      animation: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: {
          ...(spec.at ? { type: 'linear', min: 0, max: spec.at.at(-1) ?? 0 } : {}),
          title: title(spec.x),
          ticks: { ...ticks, ...(spec.at ? { callback: (value) => write(Number(value)) } : {}) },
          ...{ grid: { display: false }, border: { color: line } },
        },
        y: {
          title: title(spec.y),
          beginAtZero: true,
          ...(spec.whole ? { max: 1 } : {}),
          ...(highest === null ? {} : { suggestedMax: highest }),
          ticks: {
            ...ticks,
            ...(spec.values === 'count' ? { precision: 0 } : {}),
            callback: (value) => write(Number(value)),
          },
          grid: { color: line },
          border: { color: line },
        },
      },
      plugins: {
        legend: {
          display: spec.series.length > 1,
          labels: { color: ink, font: { family: font }, usePointStyle: hasLine },
        },
        tooltip: {
          callbacks: {
            ...(spec.at ? { title: ([first]) => `${spec.x}: ${write(first?.parsed.x ?? 0)}` } : {}),
            label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${write(parsed.y ?? 0)}`,
          },
        },
      },
    },
    plugins: [whiskersOf(spec, ink)],
  });
}

function datasetOf(
  { name, values, look, kind }: ChartSeries,
  spec: ChartSpec,
  palette: Palette,
): ChartDataset<'bar' | 'line', Datum[]> {
  const type = kind ?? spec.kind;
  const colour = palette[look];
  const { at } = spec;
  const data = at ? values.map((y, i) => ({ x: at[i]!, y })) : [...values];
  const common = { type, label: name, data, borderColor: colour };
  if (type === 'bar') {
    const fill = look === 'plain' ? colour : hatched(colour, palette.paper);
    return { ...common, borderWidth: 1.5, backgroundColor: fill, pointStyle: 'rect' };
  }
  return {
    ...common,
    borderWidth: 2.5,
    borderDash: look === 'plain' ? [] : [6, 5],
    backgroundColor: colour,
    pointStyle: look === 'plain' ? 'circle' : 'rectRot',
    pointRadius: values.length > MOST_LARGE_POINTS ? 1.5 : look === 'plain' ? 5 : 3,
    // A line over what was not measured would say that it was.
    spanGaps: false,
  };
}

function hatched(colour: string, paper: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = tile.height = TILE;
  const context = tile.getContext('2d')!;
  context.fillStyle = paper;
  context.fillRect(0, 0, TILE, TILE);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  for (const shift of [-TILE, 0, TILE]) {
    context.moveTo(shift, TILE);
    context.lineTo(shift + TILE, 0);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}

/** Intervals over the bars: from the low end to the high one, with a short stroke at each. */
function whiskersOf({ series }: ChartSpec, ink: string): Plugin<'bar' | 'line'> {
  return {
    id: 'whiskers',
    afterDatasetsDraw: (chart) => {
      const { ctx } = chart;
      const scale = chart.scales['y']!;
      ctx.save();
      ctx.strokeStyle = ink;
      ctx.lineWidth = 1.5;
      ctx.beginPath();
      for (const [i, { low = [], high = [] }] of series.entries()) {
        const points = chart.getDatasetMeta(i).data;
        const step = Math.ceil(points.length / MOST_LARGE_POINTS);
        for (const [k, { x }] of points.entries()) {
          if (k % step !== 0 && k !== points.length - 1) continue;
          const [from, to] = [low[k] ?? null, high[k] ?? null];
          if (from === null || to === null) continue;
          const [bottom, top] = [scale.getPixelForValue(from), scale.getPixelForValue(to)];
          ctx.moveTo(x, bottom);
          ctx.lineTo(x, top);
          for (const end of [bottom, top]) {
            ctx.moveTo(x - WHISKER, end);
            ctx.lineTo(x + WHISKER, end);
          }
        }
      }
      ctx.stroke();
      ctx.restore();
    },
  };
}

async function pictureOf(
  spec: ChartSpec,
  palette: Palette,
  write: (value: number) => string,
): Promise<Blob> {
  const { width, height, title, padding } = PICTURE;
  const drawn = document.createElement('canvas');
  drawn.width = width - 2 * padding;
  drawn.height = height - title - padding;
  const chart = make(drawn, spec, palette, write, false);
  const sheet = document.createElement('canvas');
  sheet.width = width;
  sheet.height = height;
  const context = sheet.getContext('2d')!;
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, width, height);
  context.fillStyle = palette.ink;
  context.font = `600 24px ${palette.font}`;
  context.textBaseline = 'middle';
  context.fillText(spec.title, padding, title / 2, width - 2 * padding);
  context.drawImage(drawn, padding, title, width - 2 * padding, height - title - padding);
  chart.destroy();
  return new Promise((resolve, reject) => {
    sheet.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('The picture could not be made.'));
    }, 'image/png');
  });
}
