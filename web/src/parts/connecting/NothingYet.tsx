import { LinkButton } from "../../ui/Button";
import { Empty } from "../../ui/States";

/** A site without any event, and the way to its first. */
export function NothingYet({ site }: { site: string }) {
  return (
    <Empty
      title="No event has come in yet"
      action={
        <LinkButton look="primary" to="/start" search={{ site, step: "connect" }}>
          Connect this site
        </LinkButton>
      }
    >
      <p>Put the snippet on your pages, send events from your server, or import a file.</p>
    </Empty>
  );
}
