import { type Canvas, colour, type Drawing, fontOf, write } from "./canvas";

export interface Picture {
  /** The question that it answers. */
  title: string;
  sentence?: string;
  /** Of how many, of what, of when. */
  foot: string[];
  drawing: Drawing;
}

const WIDTH = 1200;
const MARGIN = 32;
/** Sharp where it is printed or shown large. */
const SCALE = 2;

/** A picture with its title above and its numbers beneath, as a file. */
export async function pngOf(picture: Picture): Promise<Blob> {
  await document.fonts.ready;
  const element = document.createElement("canvas");
  const context = element.getContext("2d");
  if (!context) throw new Error("This browser draws no pictures");
  const width = WIDTH - 2 * MARGIN;
  const canvas: Canvas = { context, width, ink: colour };
  // The first time tells how high the words are, the second draws.
  const height = layOut(canvas, picture);
  element.width = WIDTH * SCALE;
  element.height = height * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = colour("--ground-raised");
  context.fillRect(0, 0, WIDTH, height);
  layOut(canvas, picture);
  return new Promise((done, failed) =>
    element.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture is too large")))),
  );
}

/** Draws from above to below; gives the height of it all. */
function layOut(canvas: Canvas, { title, sentence, foot, drawing }: Picture): number {
  const { context, width, ink } = canvas;
  let y = MARGIN;
  const words = (text: string, size: number, weight: number, name: string) => {
    context.font = fontOf(size, weight);
    context.fillStyle = ink(name);
    context.textAlign = "left";
    y += write(canvas, text, { x: MARGIN, y, width, line: size * 1.45 });
  };
  words(title, 22, 640, "--ink");
  if (sentence) words(sentence, 15, 400, "--ink-soft");
  y += 20;
  context.save();
  context.translate(MARGIN, y);
  drawing.draw(canvas);
  context.restore();
  y += drawing.height + 20;
  for (const line of foot) words(line, 12, 400, "--ink-faint");
  return y + MARGIN - 8;
}
