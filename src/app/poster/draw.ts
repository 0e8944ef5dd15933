/** Draws a poster on a canvas of this device. */
import { fitFacts, LINE_HEIGHT } from './fit';
import { containOf, type Box, type PosterLayout } from './layout';

export interface PosterWords {
  /** "LOST" */
  readonly headline: string;
  readonly name: string;
  /** Where, when, what it looks like: a paragraph each. */
  readonly facts: readonly string[];
  /** "If you have seen it, please call:" */
  readonly call: string;
  /** Empty: not shown. */
  readonly contact: string;
}

/** Rows of a QR code, true where it is dark. */
export type Code = readonly (readonly boolean[])[];

/** Print is dark on white, in either theme of the screen. */
const INK = '#1d211c';
const PAPER = '#ffffff';
const ALARM = '#a92f22';
const FOUND = '#2c5a45';
const SOFT = '#ebe8df';
const SANS = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** A code needs four blank modules around it (ISO/IEC 18004). */
const QUIET = 4;

export function drawPoster(
  canvas: HTMLCanvasElement,
  layout: PosterLayout,
  photo: ImageBitmap | null,
  words: PosterWords,
  { code, isLost }: { readonly code: Code | null; readonly isLost: boolean },
): void {
  canvas.width = layout.width;
  canvas.height = layout.height;
  const g = canvas.getContext('2d')!;
  g.fillStyle = PAPER;
  g.fillRect(0, 0, layout.width, layout.height);
  const strong = isLost ? ALARM : FOUND;
  fill(g, layout.headline, strong);
  g.fillStyle = PAPER;
  line(g, words.headline, inset(layout.headline, 0.14), 800, 'center');
  if (photo) drawPhoto(g, photo, layout.photo);
  drawFacts(g, words, layout.facts);
  if (layout.contact) {
    fill(g, layout.contact, strong);
    g.fillStyle = PAPER;
    const { y, height } = inset(layout.contact, 0.1);
    // Home printers leave the edges blank.
    const { x, width } = layout.photo;
    line(g, words.call, { x, y, width, height: height * 0.3 }, 500, 'center');
    const rest = { x, y: y + height * 0.34, width, height: height * 0.62 };
    line(g, words.contact, rest, 800, 'center');
  }
  if (layout.qr && code) drawCode(g, code, layout.qr);
}

/** The whole photo: of an animal that is looked for nothing is cut off. */
function drawPhoto(g: CanvasRenderingContext2D, photo: ImageBitmap, box: Box): void {
  fill(g, box, SOFT);
  const { x, y, width, height } = containOf(photo.width, photo.height, box);
  g.drawImage(photo, x, y, width, height);
}

function drawFacts(g: CanvasRenderingContext2D, words: PosterWords, box: Box): void {
  g.fillStyle = INK;
  g.textBaseline = 'top';
  g.textAlign = 'left';
  const measure = (text: string, size: number, weight: number): number => {
    g.font = fontOf(size, weight);
    return g.measureText(text).width;
  };
  let { y } = box;
  for (const { text, size, weight } of fitFacts(words, box, measure)) {
    g.font = fontOf(size, weight);
    g.fillText(text, box.x, y);
    y += size * LINE_HEIGHT;
  }
}

function fontOf(size: number, weight: number): string {
  return `${weight} ${size}px ${SANS}`;
}

/** One line as large as the box takes it. */
function line(
  g: CanvasRenderingContext2D,
  text: string,
  box: Box,
  weight: number,
  align: 'center' | 'left',
): void {
  g.font = `${weight} ${box.height}px ${SANS}`;
  const fit = Math.min(1, box.width / Math.max(1, g.measureText(text).width));
  g.font = `${weight} ${box.height * fit}px ${SANS}`;
  g.textAlign = align;
  g.textBaseline = 'middle';
  g.fillText(text, align === 'center' ? box.x + box.width / 2 : box.x, box.y + box.height / 2);
}

function drawCode(g: CanvasRenderingContext2D, code: Code, box: Box): void {
  // Whole pixels: a module with a soft edge is read wrong.
  const module = Math.max(1, Math.floor(box.width / (code.length + 2 * QUIET)));
  const start = Math.floor((box.width - module * code.length) / 2);
  fill(g, box, PAPER);
  g.fillStyle = '#000000';
  code.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (dark) g.fillRect(box.x + start + x * module, box.y + start + y * module, module, module);
    }),
  );
}

function fill(g: CanvasRenderingContext2D, { x, y, width, height }: Box, colour: string): void {
  g.fillStyle = colour;
  g.fillRect(x, y, width, height);
}

function inset({ x, y, width, height }: Box, share: number): Box {
  const by = height * share;
  return { x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by };
}
