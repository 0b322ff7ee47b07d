import { useState } from "react";
import { makeKey } from "../../api/administration";
import { useChange } from "../../api/resources";
import { curlExample, type EventToSend, exampleOf, nodeExample } from "../../reports/snippets";
import { Button } from "../../ui/Button";
import { Copy } from "../../ui/Copy";
import { Fault, Note } from "../../ui/States";

interface FromServerProps {
  site: string;
  writeKey: string;
  events: EventToSend[];
  currency: string;
}

/** How a server sends. With a secret key it also vouches for what it sends. */
export function FromServer({ site, writeKey, events, currency }: FromServerProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const make = useChange(() =>
    makeKey({ site, key: { kind: "secret", name: "Server", scopes: ["append"] } }),
  );
  const key = secret ?? writeKey;
  const example = exampleOf(events);
  return (
    <>
      {secret === null ? (
        <Note>
          <p>
            The examples use the write key, so their events count as told by a client. With a secret key your
            server vouches for them.
          </p>
          <Button
            size="small"
            isDisabled={make.isPending}
            onPress={() => make.mutate(undefined, { onSuccess: (made) => setSecret(made.key ?? null) })}
          >
            Make a secret key for the server
          </Button>
        </Note>
      ) : (
        <>
          <Note tone="warn">This key is shown once. Take it now; it may append events and nothing else.</Note>
          <Copy label="Secret key" text={secret} />
        </>
      )}
      {make.isError && <Fault error={make.error} />}
      <Copy label="curl" text={curlExample(location.origin, key, example, currency)} />
      <Copy label="Node" text={nodeExample(location.origin, key, example, currency)} />
      <p className="soft">
        The same <code>messageId</code> is stored once, so send again whenever you saw no answer. The SDKs of
        Segment and RudderStack work as they are: change their host and write key.{" "}
        <a href="/docs/reference/collecting.html">All fields</a>
      </p>
    </>
  );
}
