import { useNavigate } from "@tanstack/react-router";
import { UserRoundPlus } from "lucide-react";
import { endSession, makeSignInLink, type Session, useSessions } from "../../api/administration";
import { signOut, useChange } from "../../api/resources";
import { ago, moment } from "../../format/time";
import { Button } from "../../ui/Button";
import { Copy } from "../../ui/Copy";
import { Panel } from "../../ui/Panel";
import { Badge, Fault, Note, Skeleton } from "../../ui/States";
import { Table } from "../../ui/Table";
import { say } from "../../ui/toast";
import styles from "./Settings.module.css";

/** Who is signed in, and a link for who else should be. */
export function SignedIn({ timezone }: { timezone: string }) {
  const sessions = useSessions();
  const navigate = useNavigate();
  const link = useChange(() => makeSignInLink());
  const end = useChange(async ({ id, is_own }: Session) => {
    if (is_own) {
      await signOut();
      await navigate({ to: "/sign-in" });
    } else {
      await endSession(id);
      say("That session is over.");
    }
  });
  return (
    <Panel
      id="people"
      title="Who is signed in?"
      lead="Whoever is signed in may do everything, at every site. A session is over after 12 hours without use, or after 7 days."
      actions={
        <Button size="small" isDisabled={link.isPending} onPress={() => link.mutate(undefined)}>
          <UserRoundPlus aria-hidden />
          Link for a colleague
        </Button>
      }
    >
      {link.isError && <Fault error={link.error} />}
      {link.data && (
        <>
          <Note tone="warn">
            This link opens one session, once, until {moment(link.data.expires_at, timezone)}. Send it where
            only they read it.
          </Note>
          <Copy label="Sign-in link" text={link.data.link} />
        </>
      )}
      {end.isError && <Fault error={end.error} />}
      {sessions.isPending ? (
        <Skeleton height={90} />
      ) : sessions.isError ? (
        <Fault error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : (
        <Table
          caption="Sessions, newest first"
          rows={sessions.data.sessions}
          keyOf={({ id }) => id}
          columns={[
            {
              id: "session",
              title: "Session",
              cell: ({ id, is_own }) => (
                <>
                  <code className={styles.nowrap}>{id}</code>{" "}
                  {is_own && <Badge tone="accent">this one</Badge>}
                </>
              ),
            },
            {
              id: "begun",
              title: "Begun",
              cell: ({ created_at }) => <span className={styles.nowrap}>{moment(created_at, timezone)}</span>,
            },
            {
              id: "used",
              title: "Last used",
              cell: ({ last_used_at }) => (
                <span className={styles.nowrap}>{ago(last_used_at, new Date())}</span>
              ),
            },
            {
              id: "ends",
              title: "Ends at the latest",
              cell: ({ expires_at }) => <span className={styles.nowrap}>{moment(expires_at, timezone)}</span>,
            },
            {
              id: "acts",
              title: <span className="spoken">What one can do</span>,
              cell: (session) => (
                <Button
                  size="small"
                  look="quiet"
                  isDisabled={end.isPending}
                  onPress={() => end.mutate(session)}
                  aria-label={session.is_own ? "Sign out" : `End session ${session.id}`}
                >
                  {session.is_own ? "Sign out" : "End"}
                </Button>
              ),
            },
          ]}
        />
      )}
    </Panel>
  );
}
