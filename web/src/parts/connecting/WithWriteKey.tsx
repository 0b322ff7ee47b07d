import type { ReactNode } from "react";
import { makeKey } from "../../api/administration";
import { useChange, useKeys } from "../../api/resources";
import { Button } from "../../ui/Button";
import { Empty, Fault, Skeleton } from "../../ui/States";

/** What needs a write key of the site: the oldest that still opens something. */
export function WithWriteKey({ site, children }: { site: string; children: (key: string) => ReactNode }) {
  const keys = useKeys(site);
  const make = useChange(() => makeKey({ site, key: { kind: "write", name: "Pages" } }));
  if (keys.isError) return <Fault error={keys.error} onRetry={() => void keys.refetch()} />;
  if (!keys.data) return <Skeleton height={160} />;
  const key = keys.data.keys.find((one) => one.kind === "write" && !one.revoked_at && one.key)?.key;
  if (key) return children(key);
  return (
    <>
      <Empty
        title="The site has no write key"
        action={
          <Button look="primary" isDisabled={make.isPending} onPress={() => make.mutate(undefined)}>
            Make a write key
          </Button>
        }
      >
        <p>
          Events come with a key. A write key can append events to this site and nothing else, so it may stand
          in a page.
        </p>
      </Empty>
      {make.isError && <Fault error={make.error} />}
    </>
  );
}
