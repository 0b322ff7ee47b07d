import type { ReactNode } from "react";
import styles from "./Panel.module.css";

interface PanelProps {
  title?: ReactNode;
  /** A sentence under the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  id?: string;
}

/** A bordered part of a page with a heading of its own. */
export function Panel({ title, lead, actions, children, id }: PanelProps) {
  return (
    <section className={styles.panel} id={id}>
      {(title || actions) && (
        <header className={styles.header}>
          <div className={styles.words}>
            {title && <h2>{title}</h2>}
            {lead && <p className={styles.lead}>{lead}</p>}
          </div>
          {actions && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}
