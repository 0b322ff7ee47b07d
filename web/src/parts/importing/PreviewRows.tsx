import type { PreviewRow } from "../../api/importing";
import { count } from "../../format/number";
import { moment } from "../../format/time";
import { Said } from "../../ui/Said";
import { Badge } from "../../ui/States";
import { type Column, Table } from "../../ui/Table";
import styles from "./Importing.module.css";
import { detailsOf, personOf, textOf, worthOf } from "./previewCells";

interface PreviewRowsProps {
  rows: PreviewRow[];
  timezone: string;
  /** What is shown is of the mapping before. */
  isBusy: boolean;
}

/** The first rows as the events they would be, or why they would be none. */
export function PreviewRows({ rows, timezone, isBusy }: PreviewRowsProps) {
  const rejected = rows.filter(({ rejection }) => rejection).length;
  const columns: Column<PreviewRow>[] = [
    { id: "row", title: "Row", isNumber: true, cell: ({ row }) => count(row) },
    {
      id: "event",
      title: "Event",
      cell: ({ event, rejection }) =>
        rejection ? (
          <>
            <Badge tone="bad">{rejection.reason}</Badge>
            <span className={styles.why}>
              <Said text={rejection.detail} />
            </span>
          </>
        ) : (
          <strong className={styles.nowrap}>{textOf(event?.event)}</strong>
        ),
    },
    {
      id: "time",
      title: "Time",
      cell: ({ event }) => <Plain text={timeOf(event?.event_time, timezone)} />,
    },
    { id: "person", title: "Who", cell: ({ event }) => <Plain text={personOf(event)} /> },
    { id: "worth", title: "Value", isNumber: true, cell: ({ event }) => worthOf(event) },
    {
      id: "rest",
      title: "Properties",
      cell: ({ event }) => <span className={styles.details}>{detailsOf(event)}</span>,
    },
  ];
  return (
    <section aria-label="Preview" aria-busy={isBusy} className={styles.preview}>
      <p role="status">
        {rejected === 0
          ? `The first ${rows.length} rows would all be events.`
          : rejected === rows.length
            ? `All of the first ${rows.length} rows would be rejected. Change the mapping above before you import.`
            : `Of the first ${rows.length} rows ${rejected} would be rejected.`}{" "}
        {isBusy && <span className="faint">Reading again</span>}
      </p>
      <Table
        caption="The first rows as events"
        columns={columns}
        rows={rows}
        keyOf={({ row }) => String(row)}
      />
    </section>
  );
}

function timeOf(value: unknown, timezone: string): string {
  const text = textOf(value);
  return Number.isNaN(Date.parse(text)) ? text : moment(text, timezone);
}

function Plain({ text }: { text: string }) {
  return (
    <span className={styles.nowrap} title={text}>
      {text}
    </span>
  );
}
