import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ApiFailure } from "../../api/failure";
import { signIn } from "../../api/resources";
import { Cairn } from "../../ui/Cairn";
import { Copy } from "../../ui/Copy";
import { Fault, Note, Skeleton } from "../../ui/States";
import styles from "./SignIn.module.css";

/** The token leaves the address bar and the history before anything else happens. */
function takeToken(): string {
  const found = location.hash.slice(1);
  if (found !== "") history.replaceState(history.state, "", location.pathname);
  return found;
}

/** A link opens once: also where the page is drawn twice. */
const exchanges = new Map<string, Promise<unknown>>();

function exchange(token: string): Promise<unknown> {
  const known = exchanges.get(token) ?? signIn(token);
  exchanges.set(token, known);
  return known;
}

/** Exchanges the one-time link for a session, or says where links come from. */
export function SignIn() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [token, setToken] = useState(takeToken);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    // A link that is pasted into this very page changes the fragment and loads nothing.
    const onHash = () => {
      const found = takeToken();
      if (found === "") return;
      setError(null);
      setToken(found);
    };
    window.addEventListener("hashchange", onHash);
    return () => window.removeEventListener("hashchange", onHash);
  }, []);
  useEffect(() => {
    if (token === "") return;
    exchange(token).then(
      () => {
        client.clear();
        void navigate({ to: "/", replace: true });
      },
      (fault: unknown) => setError(fault),
    );
  }, [token, client, navigate]);
  return (
    <main className={styles.page}>
      <header className={styles.brand}>
        <Cairn size={36} />
        <h1>Sign in to Cairn</h1>
      </header>
      {token !== "" && error === null ? <Skeleton height={64} label="Signing in" /> : <Ways error={error} />}
    </main>
  );
}

function Ways({ error }: { error: unknown }) {
  return (
    <>
      {error instanceof ApiFailure && error.status === 401 ? (
        <Note tone="warn">
          <b>This link does not open anything any more.</b> It was used already, is older than 15 minutes, or
          was not copied whole. Make a new one below; nothing else is wrong.
        </Note>
      ) : (
        error !== null && <Fault error={error} />
      )}
      <p>You sign in with a one-time link. The server prints one when it starts; this makes another:</p>
      <Copy label="On the server's machine, in its directory" text="cairn sign-in" />
      <p className="soft">
        A link opens one session, once and within 15 minutes. Give{" "}
        <code className={styles.whole}>--data DIR</code> if the data is not in <code>./data</code>.
      </p>
    </>
  );
}
