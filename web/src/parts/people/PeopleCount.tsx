import { useState } from "react";
import type { Behind } from "../../reports/behind";
import { NumberButton } from "../../ui/NumberButton";
import { PeopleDrawer } from "./PeopleDrawer";

interface PeopleCountProps {
  site: string;
  value: number;
  /** What the number counts: persons, or what they did. */
  unit?: "person" | "conversion";
  behind: Behind;
}

/** A number that opens the people behind it. */
export function PeopleCount({ site, value, unit = "person", behind }: PeopleCountProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <NumberButton value={value} title={behind.title} onOpen={() => setOpen(true)} />
      {isOpen && (
        <PeopleDrawer site={site} {...behind} number={{ value, unit }} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
