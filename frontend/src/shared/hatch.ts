/** The pattern of what is not known, for canvases: thin diagonals, as `.hatched` in CSS. */
export function hatch(
  context: CanvasRenderingContext2D,
  ground: string,
  line: string,
): CanvasPattern | string {
  const size = Math.round(5 * Math.max(1, devicePixelRatio));
  const tile = new OffscreenCanvas(size, size);
  const brush = tile.getContext('2d');
  if (!brush) return ground;
  brush.fillStyle = ground;
  brush.fillRect(0, 0, size, size);
  brush.strokeStyle = line;
  brush.lineWidth = size / 4;
  for (const shift of [-size, 0, size]) {
    brush.moveTo(shift - 1, size + 1);
    brush.lineTo(shift + size + 1, -1);
  }
  brush.stroke();
  return context.createPattern(tile, 'repeat') ?? ground;
}
