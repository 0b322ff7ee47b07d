import type { Storage } from "../../api/storage";
import { bytes, count } from "../../format/number";
import { daysFigure, forecastGround } from "../../reports/storage";
import { Tile, TileRow } from "../../ui/Tile";

/** The few figures that say whether there is something to do. */
export function Tiles({ storage }: { storage: Storage }) {
  const { disk, forecast } = storage;
  const perEvent = storage.bytes_per_event;
  return (
    <TileRow>
      <Tile name="Events" beside="of all sites">
        {count(storage.events)}
      </Tile>
      <Tile name="On disk" beside={`${bytes(storage.log_bytes)} of it the log`}>
        {bytes(storage.bytes)}
      </Tile>
      <Tile name="Per event" beside="in runs, with ids and persons">
        {perEvent === null || perEvent === undefined ? "—" : bytes(perEvent)}
      </Tile>
      <Tile
        name="Free"
        beside={
          disk
            ? `of ${bytes(disk.total_bytes)}; ${bytes(disk.low_water_bytes)} must stay free`
            : "the system does not tell"
        }
      >
        {disk ? bytes(disk.free_bytes) : "—"}
      </Tile>
      <Tile name="Until nearly full" beside={forecastGround(forecast)}>
        {daysFigure(forecast)}
      </Tile>
    </TileRow>
  );
}
