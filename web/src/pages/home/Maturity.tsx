import type { OverviewAnswer } from "../../api/types";
import { count } from "../../format/number";
import { Note } from "../../ui/States";
import styles from "./Home.module.css";

/** Says honestly that there is too little yet to say much. */
export function Maturity({
  maturity,
  name,
}: {
  maturity: NonNullable<OverviewAnswer["maturity"]>;
  name: string;
}) {
  const share = Math.min(1, maturity.sessions / maturity.sessions_needed);
  return (
    <Note tone="warn">
      <p>
        <b>
          Too early for {name}: {count(maturity.sessions)} of about {count(maturity.sessions_needed)} sessions
          needed.
        </b>{" "}
        Until then chance alone could move its rate of sessions by more than half. The counts below are right;
        what the rate will settle at is not known yet.
      </p>
      <div
        className={styles.progress}
        role="progressbar"
        aria-label="Sessions needed"
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
    </Note>
  );
}
