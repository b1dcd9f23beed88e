/** Charts as pictures, with a title and a margin, in the colours of the page. */

const MARGIN = 24;
const TITLE = 20;
const NOTE = 13;

export interface Picture {
  readonly title: string;
  /** Where and when, and what the lines mean. */
  readonly notes: readonly string[];
}

/** The chart's canvas below its title, at the resolution of the screen. */
export function framed(
  chart: HTMLCanvasElement,
  picture: Picture,
  scale = devicePixelRatio || 1,
): HTMLCanvasElement {
  const head = TITLE * 1.5 + picture.notes.length * NOTE * 1.5 + 8;
  const canvas = document.createElement('canvas');
  canvas.width = chart.width + 2 * MARGIN * scale;
  canvas.height = chart.height + (head + 2 * MARGIN) * scale;
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const { surface, ink, soft, font } = colours();
  context.fillStyle = surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  context.textBaseline = 'top';
  context.fillStyle = ink;
  context.font = `600 ${TITLE}px ${font}`;
  context.fillText(picture.title, MARGIN, MARGIN);
  context.fillStyle = soft;
  context.font = `${NOTE}px ${font}`;
  picture.notes.forEach((note, line) =>
    context.fillText(note, MARGIN, MARGIN + TITLE * 1.5 + line * NOTE * 1.5),
  );
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(chart, MARGIN * scale, (MARGIN + head) * scale);
  return canvas;
}

/** Saves every chart of the page; how many there were. */
export async function savePictures(page: ParentNode): Promise<number> {
  const charts = [...page.querySelectorAll<HTMLCanvasElement>('.uplot canvas')];
  const title = page.querySelector('h1')?.textContent ?? 'Headway';
  for (const [at, chart] of charts.entries()) {
    const near = chart.closest('section, .card')?.querySelector('h2')?.textContent;
    const legend = chart.closest('.card')?.querySelector('.legend, .readout')?.textContent;
    const notes = [near, legend].filter((note): note is string => Boolean(note));
    const blob = await asBlob(framed(chart, { title, notes }));
    if (blob) save(blob, `${title}${charts.length > 1 ? ` ${at + 1}` : ''}.png`);
  }
  return charts.length;
}

const asBlob = (canvas: HTMLCanvasElement) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name.replace(/[\\/:*?"<>|]+/g, '-');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Of tokens such as light-dark(): the computed colours of something that uses them. */
function colours() {
  const style = getComputedStyle(document.body);
  const card = document.querySelector('.card');
  const faint = document.querySelector('.soft');
  return {
    surface: card ? getComputedStyle(card).backgroundColor : style.backgroundColor,
    ink: style.color,
    soft: faint ? getComputedStyle(faint).color : style.color,
    font: style.fontFamily,
  };
}
