import { KeyRound } from "lucide-react";
import { useState } from "react";
import { revokeKey, useChange, useKeys } from "../../api/resources";
import type { Key } from "../../api/types";
import { day } from "../../format/time";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { Dialog } from "../../ui/Dialog";
import { Panel } from "../../ui/Panel";
import { Badge, Empty, Fault, Skeleton } from "../../ui/States";
import { Table } from "../../ui/Table";
import { say } from "../../ui/toast";
import { NewKeyDialog } from "./NewKeyDialog";
import styles from "./Settings.module.css";

/** What senders and programs show to be let in. */
export function Keys({ site, timezone }: { site: string; timezone: string }) {
  const keys = useKeys(site);
  const [isMaking, setMaking] = useState(false);
  const [toRevoke, setToRevoke] = useState<Key | null>(null);
  const all = keys.data?.keys ?? [];
  const live = all.filter((key) => !key.revoked_at);
  const make = (
    <Button size="small" onPress={() => setMaking(true)}>
      <KeyRound aria-hidden />
      Make a key
    </Button>
  );
  return (
    <Panel
      id="keys"
      title="Which keys open it?"
      lead="A write key appends events and may stand in pages. A secret key may do what its scopes say."
      actions={live.length > 0 && make}
    >
      {keys.isPending ? (
        <Skeleton height={120} />
      ) : keys.isError ? (
        <Fault error={keys.error} onRetry={() => void keys.refetch()} />
      ) : all.length === 0 ? (
        <Empty title="No keys yet" action={make}>
          <p>Without a key nothing can send events over the network. Imports need none.</p>
        </Empty>
      ) : (
        <Table
          caption="Keys, newest first"
          rows={[...all].reverse()}
          keyOf={({ id }) => id}
          columns={[
            {
              id: "name",
              title: "Key",
              cell: ({ id, name, key, revoked_at }) => (
                <div className={revoked_at ? styles.revoked : undefined}>
                  {name || <span className="faint">without a name</span>} <span className="faint">{id}</span>
                  {key && !revoked_at && (
                    <div className={styles.key}>
                      <code>{shortKey(key)}</code>{" "}
                      <CopyButton text={key} label={`Copy the key ${name || id}`} />
                    </div>
                  )}
                </div>
              ),
            },
            {
              id: "may",
              title: "May",
              cell: ({ kind, scopes }) => (
                <span className={styles.badges}>
                  <Badge tone={kind === "secret" ? "warn" : "plain"}>{kind}</Badge>
                  {kind === "secret" && scopes.map((scope) => <Badge key={scope}>{scope}</Badge>)}
                </span>
              ),
            },
            {
              id: "made",
              title: "Made",
              sortBy: ({ created_at }) => created_at,
              cell: ({ created_at }) => <span className={styles.nowrap}>{day(created_at, timezone)}</span>,
            },
            {
              id: "acts",
              title: <span className="spoken">What one can do</span>,
              cell: (key) =>
                key.revoked_at ? (
                  <span className="faint">revoked {day(key.revoked_at, timezone)}</span>
                ) : (
                  <Button
                    size="small"
                    look="danger"
                    onPress={() => setToRevoke(key)}
                    aria-label={`Revoke ${key.name || key.id}`}
                  >
                    Revoke
                  </Button>
                ),
            },
          ]}
        />
      )}
      {all.length > 0 && live.length === 0 && make}
      <NewKeyDialog site={site} isOpen={isMaking} onClose={() => setMaking(false)} />
      {toRevoke && <RevokeDialog site={site} of={toRevoke} onClose={() => setToRevoke(null)} />}
    </Panel>
  );
}

/** Enough of a key to tell it from others. */
function shortKey(key: string): string {
  return `${key.slice(0, 14)}…${key.slice(-4)}`;
}

/** A revocation can't be taken back, so it is asked for. */
function RevokeDialog({ site, of, onClose }: { site: string; of: Key; onClose: () => void }) {
  const revoke = useChange(revokeKey);
  const called = of.name ? `the key ${of.name}` : of.id;
  const go = () =>
    revoke.mutate(
      { site, id: of.id },
      {
        onSuccess: () => {
          say(`${of.name || of.id} is revoked.`);
          onClose();
        },
      },
    );
  return (
    <Dialog
      isOpen
      title={`Revoke ${called}?`}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Keep it</Button>
          <Button look="danger" isDisabled={revoke.isPending} onPress={go}>
            {revoke.isPending ? "Revoking" : "Revoke it"}
          </Button>
        </>
      }
    >
      <p>
        From then on it opens nothing:{" "}
        {of.kind === "write"
          ? "pages and apps that send with it are refused"
          : "programs that use it are refused"}
        , and what they send is lost unless they keep it. This can't be undone; you would make a new key.
      </p>
      {revoke.isError && <Fault error={revoke.error} />}
    </Dialog>
  );
}
