import { useMe } from "../../api/administration";
import { Panel } from "../../ui/Panel";
import { Fault, Skeleton } from "../../ui/States";
import styles from "./Settings.module.css";

const PAGES = [
  { href: "/docs/", name: "Documentation" },
  { href: "/docs/reference/collecting.html", name: "Collecting" },
  { href: "/docs/reference/questions.html", name: "Questions" },
  { href: "/openapi.json", name: "The API as OpenAPI" },
];

/** Which server this is, and where to read on. */
export function About() {
  const me = useMe();
  return (
    <Panel id="about" title="Which Cairn is this?">
      {me.isError ? (
        <Fault error={me.error} onRetry={() => void me.refetch()} />
      ) : !me.data ? (
        <Skeleton height={60} />
      ) : (
        <dl className={styles.facts}>
          <dt>Version</dt>
          <dd>{me.data.version}</dd>
          <dt>Address</dt>
          <dd>{location.origin}</dd>
          <dt>Read on</dt>
          <dd>
            {PAGES.map(({ href, name }, index) => (
              <span key={href}>
                {index > 0 && " · "}
                <a href={href} target="_blank" rel="noreferrer">
                  {name}
                </a>
              </span>
            ))}
          </dd>
        </dl>
      )}
    </Panel>
  );
}
