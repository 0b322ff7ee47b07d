import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/Button";
import { say } from "../ui/toast";

interface CsvButtonProps {
  /** What the file is called. */
  name: string;
  /** The answer as the server writes it. */
  fetch: () => Promise<string>;
}

/** Takes the numbers along. */
export function CsvButton({ name, fetch }: CsvButtonProps) {
  const [isFetching, setFetching] = useState(false);
  const take = () => {
    setFetching(true);
    fetch()
      .then((text) => save(name, text))
      .catch((error: unknown) => say(`No file: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => setFetching(false));
  };
  return (
    <Button size="small" look="quiet" isDisabled={isFetching} onPress={take}>
      <Download aria-hidden />
      CSV
    </Button>
  );
}

/** Gives the browser a file to keep. */
function save(name: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
