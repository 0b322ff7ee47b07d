import { FileUp } from "lucide-react";
import { type DropItem, DropZone, FileTrigger } from "react-aria-components";
import { Button } from "./Button";
import styles from "./FileDrop.module.css";

interface FileDropProps {
  label: string;
  hint: string;
  /** Endings of names that the chooser shows. */
  accept: string[];
  onFile: (file: File) => void;
}

/** Where a file is dropped, or chosen. */
export function FileDrop({ label, hint, accept, onFile }: FileDropProps) {
  const drop = async (items: DropItem[]) => {
    const dropped = items.find((item) => item.kind === "file");
    if (dropped?.kind === "file") onFile(await dropped.getFile());
  };
  return (
    <DropZone className={styles.zone ?? ""} aria-label={label} onDrop={({ items }) => void drop(items)}>
      <FileUp aria-hidden />
      <p className={styles.label}>{label}</p>
      <FileTrigger
        acceptedFileTypes={accept}
        onSelect={(files) => {
          const file = files?.[0];
          if (file) onFile(file);
        }}
      >
        <Button look="primary">Choose a file</Button>
      </FileTrigger>
      <p className="faint">{hint}</p>
    </DropZone>
  );
}
