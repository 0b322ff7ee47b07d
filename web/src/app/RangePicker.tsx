import { CalendarDays } from "lucide-react";
import { useState } from "react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import { Button } from "../ui/Button";
import { Segmented } from "../ui/Segmented";
import styles from "./TopBar.module.css";
import { USUAL_RANGE, type View } from "./view";

const USUAL = [
  { id: "7d", name: "7 days" },
  { id: "30d", name: "30 days" },
  { id: "90d", name: "90 days" },
  { id: "365d", name: "1 year" },
  { id: "all", name: "All" },
];

interface RangePickerProps {
  view: View;
  /** Whether the page compares with the time before. */
  isComparable: boolean;
  onChange: (view: Partial<View>) => void;
}

/** The time looked at, and what it is compared with. */
export function RangePicker({ view, isComparable, onChange }: RangePickerProps) {
  const range = view.range ?? USUAL_RANGE;
  const isOwn = !USUAL.some((usual) => usual.id === range);
  return (
    <div className={styles.range}>
      <Segmented
        label="Time looked at"
        choices={isOwn ? [...USUAL, { id: range, name: range.replace("..", " – ") }] : USUAL}
        value={range}
        onChange={(id) => onChange({ range: id === USUAL_RANGE ? undefined : id })}
      />
      <DialogTrigger>
        <Button size="small" aria-label="Own dates">
          <CalendarDays aria-hidden />
        </Button>
        <Popover className={styles.popover ?? ""}>
          <Dialog aria-label="Own dates">
            {({ close }) => (
              <Dates
                range={range}
                onChoose={(chosen) => {
                  onChange({ range: chosen });
                  close();
                }}
              />
            )}
          </Dialog>
        </Popover>
      </DialogTrigger>
      {isComparable && range !== "all" && (
        <Segmented
          label="Compare"
          choices={[
            { id: "none", name: "Alone" },
            { id: "previous", name: "vs. before" },
          ]}
          value={view.compare ?? "none"}
          onChange={(id) => onChange({ compare: id === "previous" ? "previous" : undefined })}
        />
      )}
    </div>
  );
}

function Dates({ range, onChoose }: { range: string; onChoose: (range: string) => void }) {
  const [first, last] = range.includes("..") ? range.split("..") : ["", ""];
  const [start, setStart] = useState(first ?? "");
  const [end, setEnd] = useState(last ?? "");
  const isWhole = start !== "" && end !== "" && start <= end;
  return (
    <form
      className={styles.custom}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) onChoose(`${start}..${end}`);
      }}
    >
      <label className={styles.date}>
        First day
        <input type="date" value={start} onChange={(event) => setStart(event.target.value)} />
      </label>
      <label className={styles.date}>
        Last day
        <input type="date" value={end} min={start} onChange={(event) => setEnd(event.target.value)} />
      </label>
      <Button look="primary" type="submit" isDisabled={!isWhole}>
        Look at these days
      </Button>
    </form>
  );
}
