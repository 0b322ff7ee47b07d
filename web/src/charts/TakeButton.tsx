import { Download, Image } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/Button";
import { say } from "../ui/toast";

interface TakeButtonProps {
  /** What the file is called, with its ending. */
  name: string;
  /** Makes the file. */
  make: () => Promise<Blob>;
}

/** Takes numbers or a picture along as a file. */
export function TakeButton({ name, make }: TakeButtonProps) {
  const [isMaking, setMaking] = useState(false);
  const isPicture = name.endsWith(".png");
  const take = () => {
    setMaking(true);
    make()
      .then((file) => keepFile(name, file))
      .catch((error: unknown) => say(`No file: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => setMaking(false));
  };
  return (
    <Button size="small" look="quiet" isDisabled={isMaking} onPress={take}>
      {isPicture ? <Image aria-hidden /> : <Download aria-hidden />}
      {isPicture ? "PNG" : "CSV"}
    </Button>
  );
}

/** Gives the browser a file to keep. */
function keepFile(name: string, content: Blob) {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
