import { useParams } from "@tanstack/react-router";
import { useSite } from "../../api/resources";
import { PageHead } from "../../ui/PageHead";
import { Fault, Skeleton } from "../../ui/States";
import { About } from "./About";
import { Appearance } from "./Appearance";
import { Connecting } from "./Connecting";
import { Keys } from "./Keys";
import { RetentionForm } from "./RetentionForm";
import styles from "./Settings.module.css";
import { SignedIn } from "./SignedIn";
import { SiteForm } from "./SiteForm";

const PARTS = [
  { id: "site", name: "Site" },
  { id: "retention", name: "Retention" },
  { id: "connecting", name: "Connecting" },
  { id: "keys", name: "Keys" },
  { id: "people", name: "Signed in" },
  { id: "appearance", name: "Appearance" },
  { id: "about", name: "About" },
];

/** What the site is called and counts by, who and what may come in. */
export function Settings() {
  const { site: id } = useParams({ from: "/sites/$site/settings" });
  const site = useSite(id);
  return (
    <>
      <PageHead title="How is this site set up?">{site.data && whatItIs(site.data)}</PageHead>
      <div className={styles.page}>
        <nav aria-label="Parts of the settings" className={styles.parts}>
          <ul>
            {PARTS.map((part) => (
              <li key={part.id}>
                <a href={`#${part.id}`}>{part.name}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div className={styles.stack}>
          {site.isError ? (
            <Fault error={site.error} onRetry={() => void site.refetch()} />
          ) : site.data ? (
            <>
              <SiteForm key={site.data.id} site={site.data} />
              <RetentionForm key={`kept-${site.data.id}`} site={site.data} />
              <Connecting site={site.data} />
            </>
          ) : (
            <Skeleton height={380} />
          )}
          <Keys site={id} timezone={site.data?.timezone ?? "UTC"} />
          <SignedIn timezone={site.data?.timezone ?? "UTC"} />
          <Appearance />
          <About />
        </div>
      </div>
    </>
  );
}

function whatItIs({
  name,
  id,
  timezone,
  currency,
}: {
  name: string;
  id: string;
  timezone: string;
  currency: string;
}): string {
  return `${name}${name === id ? "" : ` (${id})`} counts its days in ${timezone} and amounts without a currency in ${currency}.`;
}
