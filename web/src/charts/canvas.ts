/** What pictures for taking along are drawn with. */

/** A place to draw in, in points from its own upper left corner. */
export interface Canvas {
  context: CanvasRenderingContext2D;
  width: number;
  /** A colour of the page by its name, as it is here and now. */
  ink: (name: string) => string;
}

/** A picture of a known height, and how it is drawn. */
export interface Drawing {
  height: number;
  draw: (canvas: Canvas) => void;
}

/** A part of a canvas. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Stripes over a part of a canvas, as strong and as far from each other as that. */
export function hatch({ context, ink }: Canvas, { x, y, width, height }: Box, strength: number, apart = 10) {
  context.save();
  context.fillStyle = ink("--ground-sunken");
  context.fillRect(x, y, width, height);
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = ink("--line-strong");
  context.globalAlpha = strength;
  context.lineWidth = apart / 5;
  context.beginPath();
  for (let at = -height; at < width; at += apart) {
    context.moveTo(x + at, y + height);
    context.lineTo(x + at + height, y);
  }
  context.stroke();
  context.restore();
}

export function fontOf(size: number, weight = 400): string {
  return `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
}

/** A colour of the page, as the browser resolves it here and now. */
export function colour(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

/** Text that fits into a width, cut where it has to be. */
export function fitted({ context }: Canvas, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let short = text;
  while (short !== "" && context.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short}…`;
}

/** Stripes close enough for what is small, with its edge. */
export function hatchSmall(canvas: Canvas, box: Box) {
  if (box.width <= 0 || box.height <= 0) return;
  hatch(canvas, box, 0.9, 5);
  canvas.context.strokeStyle = canvas.ink("--line-strong");
  canvas.context.lineWidth = 0.6;
  canvas.context.strokeRect(box.x, box.y, box.width, box.height);
}

/** Text in lines no wider than the width; gives how high it stands. */
export function write(
  { context }: Canvas,
  text: string,
  { x, y, width, line }: { x: number; y: number; width: number; line: number },
): number {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  for (const [place, words] of lines.entries()) context.fillText(words, x, y + line * (place + 0.78));
  return line * lines.length;
}
