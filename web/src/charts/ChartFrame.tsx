import { Download, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { AnswerBase } from "../api/types";
import { count } from "../format/number";
import { moment, span } from "../format/time";
import { Button } from "../ui/Button";
import styles from "./ChartFrame.module.css";

interface ChartFrameProps {
  /** The question that the picture answers. */
  title: string;
  /** The answer in a sentence, with its interval and money. */
  sentence?: ReactNode;
  /** What is counted, and of how many. */
  units: string;
  answer?: AnswerBase | undefined;
  /** The picture. */
  children: ReactNode;
  /** The same as rows. */
  table: ReactNode;
  /** The answer as the server writes it in CSV, and what the file is called. */
  csv: { name: string; fetch: () => Promise<string> };
  /** How it is computed: a page of the documentation. */
  help: { href: string; name: string };
  actions?: ReactNode;
}

/** Every chart: its question, its answer, the picture or its rows, the way to take it along, how it was computed. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, sentence, units, answer, children, table, csv, help, actions } = props;
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className={styles.frame} aria-label={title}>
      <figcaption className={styles.caption}>
        <div className={styles.words}>
          <h2>{title}</h2>
          {sentence && <p className={styles.sentence}>{sentence}</p>}
        </div>
        <div className={styles.tools}>
          {actions}
          <Button size="small" look="quiet" aria-pressed={asTable} onPress={() => setAsTable(!asTable)}>
            <Table2 aria-hidden />
            {asTable ? "Picture" : "Table"}
          </Button>
          <Button
            size="small"
            look="quiet"
            onPress={() => void csv.fetch().then((text) => save(csv.name, text))}
          >
            <Download aria-hidden />
            CSV
          </Button>
        </div>
      </figcaption>
      {asTable ? table : children}
      <p className={styles.foot}>
        {units}
        {answer?.range && <> · {span(answer.range.start, answer.range.end, answer.timezone)}</>}
        {answer && (
          <>
            {" "}
            · as of {moment(answer.now, answer.timezone)}, {answer.timezone} · {count(answer.rows_scanned)}{" "}
            rows read
          </>
        )}{" "}
        ·{" "}
        <a href={help.href} target="_blank" rel="noreferrer">
          {help.name}
        </a>
      </p>
      {answer?.notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </figure>
  );
}

/** Gives the browser a file to keep. */
export function save(name: string, text: string, type = "text/csv") {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
