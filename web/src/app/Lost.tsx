import { Link } from "@tanstack/react-router";
import { Empty, Fault } from "../ui/States";
import styles from "./Lost.module.css";

export function NotFound() {
  return (
    <main className={styles.page}>
      <Empty title="There is nothing at this address" action={<Link to="/">To the first page</Link>} />
    </main>
  );
}

export function Oops({ error }: { error: unknown }) {
  return (
    <main className={styles.page}>
      <Fault error={error} onRetry={() => location.reload()} />
    </main>
  );
}
