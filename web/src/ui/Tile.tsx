import type { ReactNode } from "react";
import styles from "./Tile.module.css";

/** Figures beside each other, each a {@link Tile}. */
export function TileRow({ children }: { children: ReactNode }) {
  return <dl className={styles.tiles}>{children}</dl>;
}

/** A figure with its name, and what it is of or what it was. */
export function Tile({ name, beside, children }: { name: string; beside?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.tile}>
      <dt>{name}</dt>
      <dd className={styles.figure}>{children}</dd>
      <dd className={styles.beside}>{beside ?? "\u00a0"}</dd>
    </div>
  );
}
