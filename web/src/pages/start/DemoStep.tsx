import { useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { api, documentOf } from "../../api/client";
import { Copy } from "../../ui/Copy";
import { PageHead } from "../../ui/PageHead";
import { Progress } from "../../ui/Progress";
import styles from "./Start.module.css";

const DEMO = "demo";

/** Goes to the demo shop; until it is there, says how it comes. */
export function DemoStep() {
  const sites = useQuery({
    queryKey: ["sites"],
    refetchInterval: 2000,
    queryFn: () => documentOf(api.GET("/api/v1/sites")),
  });
  const demo = sites.data?.sites.find((site) => site.id === DEMO);
  if (demo && demo.events > 0) return <Navigate to="/sites/$site/home" params={{ site: DEMO }} replace />;
  return (
    <div className={styles.form}>
      <PageHead title="How does the demo shop get here?">
        One command plants it as a site of its own. This page goes there by itself when it is ready.
      </PageHead>
      <Copy label="On the server's machine, while the server runs" text="cairn demo --data DIR" />
      <p className="soft">
        DIR is the directory that the server was started with, <code>./data</code> if you named none. It takes
        about a minute. Your own sites are not touched.
      </p>
      <Progress
        label={sites.isError ? "The server can't be reached; asking again" : "Waiting for the demo shop"}
      />
      <p>
        <Link to="/start" search={{}}>
          Back
        </Link>
      </p>
    </div>
  );
}
