/** What is stored, in words. */
import type { Compaction, Forecast, Storage } from "../api/storage";
import { bytes, count, counted } from "../format/number";

/** So far ahead nobody's pace stays what it is. */
const LONG_DAYS = 3_650;

/** The page's answer in a sentence or two. */
export function storageSentence(storage: Storage): string {
  const { disk, events } = storage;
  if (disk && disk.free_bytes < disk.low_water_bytes)
    return `No: only ${bytes(disk.free_bytes)} are free and ${bytes(disk.low_water_bytes)} must stay free. Nothing more is stored until there is room; what is stored stays and can be read.`;
  const held =
    events === 0
      ? "Nothing is stored yet"
      : `${counted(events, "event")} and what belongs to them take ${bytes(storage.bytes)}`;
  const free = disk ? `; ${bytes(disk.free_bytes)} are free` : "";
  return `${held}${free}. ${untilFull(storage.forecast)}`;
}

/** When the disk is nearly full, with what that is made of. */
function untilFull(forecast: Forecast): string {
  if (forecast.outlook === "too_early") return "It is too early to say how long that lasts.";
  if (forecast.outlook === "still")
    return `No live event came in the last ${counted(forecast.days, "day")}, so there is no pace to go by.`;
  const pace = `At ${bytes(forecast.bytes_per_day ?? 0)} a day`;
  const days = forecast.days_until_low_water;
  if (days === null || days === undefined) return `${pace} it grows; how much room there is can't be told.`;
  return `${pace} that lasts for ${daysWords(days)}.`;
}

/** The forecast as a figure. */
export function daysFigure(forecast: Forecast): string {
  if (forecast.outlook === "too_early") return "too early";
  const days = forecast.days_until_low_water;
  return forecast.outlook === "still" || days === null || days === undefined ? "—" : daysWords(days);
}

/** What the forecast is made of, and what it leaves out. */
export function forecastGround(forecast: Forecast): string {
  if (forecast.outlook === "too_early") return "needs 2 whole days of live events";
  const of = `mean of ${counted(forecast.days, "whole day")}, ${counted(forecast.live_events, "live event")}`;
  return forecast.imported_events > 0 ? `${of}; without ${count(forecast.imported_events)} imported` : of;
}

function daysWords(days: number): string {
  return days >= LONG_DAYS ? "more than 10 years" : counted(days, "day");
}

/** How the last compaction ended, to go on with after its name. */
export function compactionEnd(last: NonNullable<Compaction["last"]>): string {
  switch (last.outcome) {
    case "placed":
      return "took the place of the runs it was made of";
    case "called_off":
      return "was called off by something that changed the same runs; it begins again by itself";
    default:
      return `failed: ${last.reason ?? "for no known reason"}. Nothing was changed, and it is tried again`;
  }
}
