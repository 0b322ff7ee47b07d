import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { LinkButton } from "../ui/Button";
import { Cairn } from "../ui/Cairn";
import { PageHead } from "../ui/PageHead";
import { Fault } from "../ui/States";
import styles from "./Lost.module.css";

/** A page of no site: the brand, which leads to the first page, and what there is to say. */
function Outside({ children }: { children: ReactNode }) {
  return (
    <main className={styles.page}>
      <Link to="/" className={styles.brand}>
        <Cairn size={22} />
        Cairn
      </Link>
      {children}
    </main>
  );
}

export function NotFound() {
  return (
    <Outside>
      <PageHead title="There is nothing at this address">
        It may be misspelt, or cut off where it was copied. What is stored is all there.
      </PageHead>
      <p className={styles.ways}>
        <LinkButton look="primary" to="/">
          To the first page
        </LinkButton>
        <a href="/docs/">Documentation</a>
      </p>
    </Outside>
  );
}

export function Oops({ error }: { error: unknown }) {
  return (
    <Outside>
      <PageHead title="This page could not be drawn" />
      <Fault error={error} onRetry={() => location.reload()} />
    </Outside>
  );
}
