import { useEffect, useRef, useState } from "react";
import type { Upload } from "../../api/importing";
import type { Site } from "../../api/types";
import { Stopped, type Uploading, uploadFile } from "../../api/upload";
import { Button } from "../../ui/Button";
import { FileDrop } from "../../ui/FileDrop";
import { Progress } from "../../ui/Progress";
import { Fault } from "../../ui/States";
import styles from "./Importing.module.css";
import { uploadWords } from "./progress";

interface Sending {
  name: string;
  sent: number;
  all: number;
  since: number;
}

/** Brings a file to the server. */
export function ChooseFile({ site, onUploaded }: { site: Site; onUploaded: (upload: Upload) => void }) {
  const [sending, setSending] = useState<Sending | null>(null);
  const [error, setError] = useState<unknown>(null);
  const current = useRef<Uploading | null>(null);
  useEffect(() => () => current.current?.stop(), []);
  const send = (file: File) => {
    setError(null);
    setSending({ name: file.name, sent: 0, all: file.size, since: Date.now() });
    const uploading = uploadFile(site.id, file, (sent) =>
      setSending((before) => before && { ...before, sent }),
    );
    current.current = uploading;
    uploading.done.then(onUploaded, (fault: unknown) => {
      setSending(null);
      if (!(fault instanceof Stopped)) setError(fault);
    });
  };
  if (sending) {
    const { name, sent, all, since } = sending;
    return (
      <div className={styles.stack}>
        <Progress
          label={`Sending ${name}`}
          share={all > 0 ? sent / all : undefined}
          detail={uploadWords(sent, all, (Date.now() - since) / 1000)}
        />
        <div>
          <Button onPress={() => current.current?.stop()}>Cancel</Button>
        </div>
      </div>
    );
  }
  return (
    <div className={styles.stack}>
      {error !== null && <Fault error={error} />}
      <FileDrop
        label="Drop a file with events here"
        hint="CSV, NDJSON or Parquet, also gzipped. Nothing is stored before you have seen what it would become."
        accept={[".csv", ".tsv", ".txt", ".ndjson", ".jsonl", ".json", ".parquet", ".gz"]}
        onFile={send}
      />
    </div>
  );
}
