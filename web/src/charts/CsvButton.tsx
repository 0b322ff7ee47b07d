import { TakeButton } from "./TakeButton";

interface CsvButtonProps {
  /** What the file is called. */
  name: string;
  /** The answer as the server writes it. */
  fetch: () => Promise<string>;
}

/** Takes the numbers along. */
export function CsvButton({ name, fetch }: CsvButtonProps) {
  return <TakeButton name={name} make={async () => new Blob([await fetch()], { type: "text/csv" })} />;
}
