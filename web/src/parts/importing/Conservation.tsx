import { count } from "../../format/number";
import styles from "./Conservation.module.css";

interface Part {
  name: string;
  count: number;
  /** More than none of it wants to be looked at. */
  isFault?: boolean;
}

interface ConservationProps {
  whole: Part;
  parts: Part[];
}

/** Everything that came is in exactly one of the parts: the line adds up, or says that it does not. */
export function Conservation({ whole, parts }: ConservationProps) {
  const sum = parts.reduce((total, part) => total + part.count, 0);
  return (
    <div className={styles.frame}>
      <p className={styles.line}>
        <Term {...whole} />
        {parts.map((part, index) => (
          <span key={part.name} className={styles.pair}>
            <span className={styles.sign}>{index === 0 ? (sum === whole.count ? "=" : "≠") : "+"}</span>
            <Term {...part} />
          </span>
        ))}
      </p>
      {whole.count > 0 && (
        <div className={styles.bar} aria-hidden>
          {parts.map((part, index) => (
            <span
              key={part.name}
              data-part={index}
              style={{ flexGrow: part.count }}
              hidden={part.count === 0}
            />
          ))}
        </div>
      )}
    </div>
  );
}

function Term({ name, count: number, isFault }: Part) {
  return (
    <span className={styles.term} data-fault={(isFault && number > 0) || undefined}>
      <strong>{count(number)}</strong> <span>{name}</span>
    </span>
  );
}
