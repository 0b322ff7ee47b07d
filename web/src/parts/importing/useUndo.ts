import { undoImport, useChange } from "../../api/resources";
import { counted } from "../../format/number";
import { say } from "../../ui/toast";

/** Takes an import back whole, and says what that left behind. */
export function useUndo(site: string) {
  return useChange(async (id: string) => {
    const undone = await undoImport({ site, id });
    say(undoneWords(id, undone));
    return undone;
  });
}

interface Undone {
  import: { stored: number };
  orphaned: { import: string; rows: number }[];
}

/** What was taken back. */
export function undoneWords(id: string, { import: taken }: Undone): string {
  return `${id} is undone: ${counted(taken.stored, "event")} taken back.`;
}

/** Rows that a later import left out because of this one are in none now. */
export function orphanWords({ orphaned }: Undone): string | undefined {
  if (orphaned.length === 0) return undefined;
  const rows = orphaned.map((one) => `${counted(one.rows, "row")} of ${one.import}`).join(", ");
  return `${rows} had been left out as duplicates of what was undone and are now stored nowhere. Import those files again to have them back.`;
}
