import type { AllCohorts, Cohort } from "../api/types";
import { count, counted, percent } from "../format/number";
import type { Unit } from "../reports/returningWords";
import { type Box, type Canvas, type Drawing, fontOf, hatch } from "./canvas";
import { courseOf, type DrawnCell, drawnCell, drawnOverall, mostOf, periodNames } from "./cohortCells";
import { trendPicture } from "./trendPicture";

const HEAD = 150;
const TITLES = 26;
const ROW = 36;
/** All together says as well of how many each rate is. */
const ALL = ROW + 13;
const COURSE = 150;
const GAP = 28;
const LEGEND = 26;
/** Narrower than that a number has no room. */
const NARROWEST = 30;
/** Narrower than that an interval has none. */
const ROOMY = 62;
const MOST_ROWS = 60;
/** Numbers are read over it. */
const HATCH = 0.3;

interface CohortPictureProps {
  cohorts: Cohort[];
  overall: AllCohorts;
  unit: Unit;
  names: { cohort: (start: string) => string; period: (period: number) => string };
}

/** The course of all cohorts together, and the grid under it: its latest cohorts, and as many periods as have room. */
export function cohortPicture({ cohorts, overall, unit, names }: CohortPictureProps): Drawing {
  const course = courseOf(overall, "all cohorts together");
  const line =
    course.points.length > 1
      ? trendPicture({
          lines: [course],
          format: percent,
          names: periodNames(names.period),
          height: COURSE,
        })
      : { height: 0, draw: () => {} };
  const top = line.height === 0 ? 0 : line.height + GAP;
  const started = cohorts.findIndex(({ size }) => size > 0);
  const rows = cohorts.slice(Math.max(started, cohorts.length - MOST_ROWS));
  return {
    height: top + TITLES + ALL + rows.length * ROW + LEGEND,
    draw: (canvas) => {
      line.draw(canvas);
      canvas.context.save();
      canvas.context.translate(0, top);
      drawGrid(canvas, { cohorts: rows, overall, unit, names }, mostOf(cohorts, overall));
      const undrawn = overall.cells.length - roomOf(canvas, overall).shown;
      const left = cohorts.length - rows.length - Math.max(0, started);
      drawLegend(canvas, TITLES + ALL + rows.length * ROW + 18, [
        "not over yet, in no rate of all together",
        roomOf(canvas, overall).isRoomy ? "below each rate its 95 % interval" : "rates in per cent",
        ...(left > 0 ? [`${counted(left, "earlier cohort")} not drawn`] : []),
        ...(undrawn > 0 ? [`${counted(undrawn, "later period")} not drawn`] : []),
      ]);
      canvas.context.restore();
    },
  };
}

/** How many periods there is room for, and how wide each is. */
function roomOf({ width }: Canvas, { cells }: AllCohorts) {
  const shown = Math.min(cells.length, Math.floor((width - HEAD) / NARROWEST));
  const room = (width - HEAD) / Math.max(1, shown);
  return { shown, room, isRoomy: room >= ROOMY };
}

function drawGrid(canvas: Canvas, { cohorts, overall, unit, names }: CohortPictureProps, most: number) {
  const { context, ink } = canvas;
  const { shown, room, isRoomy } = roomOf(canvas, overall);
  const x = (period: number) => HEAD + room * period;
  context.font = fontOf(12, 560);
  context.fillStyle = ink("--ink-soft");
  context.textAlign = "center";
  for (const { period } of overall.cells.slice(0, shown)) {
    const name = names.period(period);
    const fits = context.measureText(name).width < room - 4;
    context.fillText(fits ? name : String(period), x(period) + room / 2, 16);
  }
  const row = (place: number, name: string, size: string, cells: [number, DrawnCell][]) => {
    const y = TITLES + (place === 0 ? 0 : ALL + (place - 1) * ROW);
    head(canvas, name, size, y);
    for (const [period, cell] of cells) {
      const height = (place === 0 ? ALL : ROW) - 1;
      if (period < shown) drawCell(canvas, cell, { x: x(period), y, width: room - 1, height }, isRoomy);
    }
  };
  const all = overall.cells.map((cell): [number, DrawnCell] => [cell.period, drawnOverall(cell, most, unit)]);
  row(0, "All together", counted(overall.size, unit), all);
  for (const { period, rate } of overall.cells.slice(0, isRoomy ? shown : 0))
    if (rate) context.fillText(`of ${count(rate.denominator)}`, x(period) + (room - 1) / 2, TITLES + 42);
  for (const [place, { start, size, cells }] of cohorts.entries()) {
    const drawn = cells.map((cell): [number, DrawnCell] => [cell.period, drawnCell(cell, { size, most })]);
    row(place + 1, names.cohort(start), counted(size, "person"), drawn);
  }
}

function head({ context, ink }: Canvas, name: string, size: string, y: number) {
  context.textAlign = "left";
  context.fillStyle = ink("--ink");
  context.font = fontOf(12, 560);
  context.fillText(name, 0, y + 15);
  context.fillStyle = ink("--ink-soft");
  context.font = fontOf(11);
  context.fillText(size, 0, y + 29);
}

function drawCell(canvas: Canvas, cell: DrawnCell, { x, y, width, height }: Box, isRoomy: boolean) {
  const { context, ink } = canvas;
  if (cell.isHatched) hatch(canvas, { x, y, width, height }, HATCH);
  if (cell.share !== null) {
    context.globalAlpha = cell.share * 0.5;
    context.fillStyle = ink("--series-1");
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
  }
  context.fillStyle = ink("--ink");
  context.textAlign = "center";
  context.font = fontOf(isRoomy ? 12 : 10, 560);
  const middle = x + width / 2;
  // What has no room for its interval has none for the sign either.
  const main = isRoomy ? cell.main : cell.main.replace("\u202f%", "");
  context.fillText(main, middle, y + (isRoomy && cell.aside !== "" ? 15 : 22));
  if (!isRoomy) return;
  context.font = fontOf(11);
  context.fillText(cell.aside, middle, y + 29);
}

function drawLegend(canvas: Canvas, y: number, words: string[]) {
  const { context, ink } = canvas;
  hatch(canvas, { x: 0, y: y - 9, width: 14, height: 10 }, HATCH);
  context.font = fontOf(12);
  context.textAlign = "left";
  context.fillStyle = ink("--ink-faint");
  context.fillText(words.join("; "), 20, y);
}
