import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ApiFailure } from "../api/failure";
import { Button } from "./Button";
import { Said } from "./Said";
import styles from "./States.module.css";

/** Nothing here yet: what is missing, and the one button that mends it. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <h3>{title}</h3>
      {children && <div className={styles.words}>{children}</div>}
      {action}
    </div>
  );
}

/** It went wrong: what happened, what is safe, what to do. */
export function Fault({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const failure = error instanceof ApiFailure ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return (
    <div className={styles.fault} role="alert">
      <CircleAlert aria-hidden />
      <div>
        <p className={styles.message}>
          <Said text={message} />
        </p>
        {failure?.hint && (
          <p>
            <Said text={failure.hint} />
          </p>
        )}
        {failure?.requestId && (
          <p className="faint">Request {failure.requestId}. Nothing that was stored is affected.</p>
        )}
      </div>
      {onRetry && (
        <Button size="small" onPress={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Holds the place of what is being loaded, so that nothing jumps. */
export function Skeleton({ height, label = "Loading" }: { height: number; label?: string }) {
  return (
    <div className={styles.skeleton} style={{ height }} role="status">
      <span className="spoken">{label}</span>
    </div>
  );
}

/** A word about a number: a warning, a state. */
export function Badge({
  tone = "plain",
  children,
}: {
  tone?: "plain" | "good" | "bad" | "warn" | "accent";
  children: ReactNode;
}) {
  return <span className={`${styles.badge} ${styles[tone]}`}>{children}</span>;
}

/** What the reader should know besides. */
export function Note({
  tone = "plain",
  children,
}: {
  tone?: "plain" | "warn" | "good";
  children: ReactNode;
}) {
  return <div className={`${styles.note} ${styles[tone]}`}>{children}</div>;
}
