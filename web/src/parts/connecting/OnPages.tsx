import { type EventToSend, IDENTIFY, pageSnippet, STUB, trackCalls } from "../../reports/snippets";
import { Copy } from "../../ui/Copy";

interface OnPagesProps {
  writeKey: string;
  events: EventToSend[];
  currency: string;
}

/** The script for pages, and what the page says itself. */
export function OnPages({ writeKey, events, currency }: OnPagesProps) {
  return (
    <>
      <Copy label="On every page, before </head>" text={pageSnippet(location.origin, writeKey)} />
      <p className="soft">
        Page views come by themselves, also in pages that change without loading. The script is under 4 KB
        packed, sets no cookie and holds nothing up.
      </p>
      {events.length > 0 && (
        <Copy label="Where these things happen" text={`${STUB}\n\n${trackCalls(events, currency)}`} />
      )}
      <Copy label="When you know who it is" text={IDENTIFY} />
      <p className="soft">
        It joins what the device did before to the person.{" "}
        <a href="/docs/reference/snippet.html">All calls</a>
      </p>
    </>
  );
}
