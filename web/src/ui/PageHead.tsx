import type { ReactNode } from "react";
import styles from "./PageHead.module.css";

/** A page's question, and its answer in a sentence. */
export function PageHead({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className={styles.head}>
      <title>{`${title} · Cairn`}</title>
      <div className={styles.words}>
        <h1>{title}</h1>
        {children && <div className={styles.answer}>{children}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
