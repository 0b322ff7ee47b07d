import { ChartLine, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { AnswerBase } from "../api/types";
import { count, counted } from "../format/number";
import { moment, span } from "../format/time";
import { Button } from "../ui/Button";
import { Said } from "../ui/Said";
import styles from "./ChartFrame.module.css";
import { CsvButton } from "./CsvButton";
import type { Drawing } from "./canvas";
import { TakeButton } from "./TakeButton";

interface ChartFrameProps {
  /** The question that the picture answers. */
  title: string;
  /** What is asked beside what the title says, in a sentence. */
  terms?: string;
  /** The answer in a sentence, with its interval and money. */
  sentence?: string;
  /** What is counted. */
  units: string;
  /** Of how many: "412 conversions by 401 persons". */
  n: string;
  answer?: AnswerBase | undefined;
  /** The picture. */
  children: ReactNode;
  /** The same as rows. */
  table: ReactNode;
  /** The answer as the server writes it in CSV, and what the file is called. */
  csv: { name: string; fetch: () => Promise<string> };
  /** How the picture is drawn in a file; nothing while there is none. */
  picture: (() => Promise<Drawing>) | undefined;
  /** How it is computed: a page of the documentation. */
  help: { href: string; name: string };
  actions?: ReactNode;
}

/** Every chart: its question, its answer, the picture or its rows, the way to take it along, how it was computed. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, terms, sentence, units, n, answer, children, table, csv, picture, help, actions } = props;
  const [asTable, setAsTable] = useState(false);
  const of = answer?.population;
  const foot = [
    `${units} · ${n}`,
    ...(answer && of
      ? [
          `only of ${of.name ?? of.id ?? "a population"}: ${counted(of.size, "person", "people")} as of ${moment(of.as_of, answer.timezone)}`,
        ]
      : []),
    ...(answer?.range ? [span(answer.range.start, answer.range.end, answer.timezone)] : []),
    ...(answer
      ? [
          `as of ${moment(answer.now, answer.timezone)}, ${answer.timezone}`,
          `${count(answer.rows_scanned)} rows read`,
        ]
      : []),
  ].join(" · ");
  // What makes a file is loaded when one is wanted.
  const png = async (draw: () => Promise<Drawing>) => {
    const [{ pngOf }, drawing] = await Promise.all([import("./png"), draw()]);
    const lines = [foot, ...(answer?.notes ?? [])];
    const words = [terms, sentence].filter(Boolean).join(" ");
    return pngOf({ title, drawing, foot: lines, ...(words ? { sentence: words } : {}) });
  };
  return (
    <figure className={styles.frame} aria-label={title}>
      <figcaption className={styles.caption}>
        <div className={styles.words}>
          <h2>{title}</h2>
          {terms && <p className={styles.terms}>{terms}</p>}
          {sentence && <p className={styles.sentence}>{sentence}</p>}
        </div>
        <div className={styles.tools}>
          {actions}
          <Button size="small" look="quiet" onPress={() => setAsTable(!asTable)}>
            {asTable ? <ChartLine aria-hidden /> : <Table2 aria-hidden />}
            {asTable ? "Picture" : "Table"}
          </Button>
          {picture && <TakeButton name={csv.name.replace(/csv$/, "png")} make={() => png(picture)} />}
          <CsvButton {...csv} />
        </div>
      </figcaption>
      {asTable ? table : children}
      <p className={styles.foot}>
        {foot} ·{" "}
        <a href={help.href} target="_blank" rel="noreferrer">
          {help.name}
        </a>
      </p>
      {answer?.notes.map((note) => (
        <p key={note} className={styles.note}>
          <Said text={note} />
        </p>
      ))}
    </figure>
  );
}
