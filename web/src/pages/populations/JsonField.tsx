import { useState } from "react";
import type { Condition } from "../../api/populations";
import { typedCondition } from "../../reports/populationAddress";
import { TextArea } from "../../ui/Field";

interface JsonFieldProps {
  label: string;
  condition: Condition;
  onChange: (condition: Condition) => void;
}

const text = (condition: Condition) => JSON.stringify(condition, null, 2);

/** A condition as it is written. What is typed counts as soon as it is one. */
export function JsonField({ label, condition, onChange }: JsonFieldProps) {
  const written = text(condition);
  const [typed, setTyped] = useState<{ text: string; of: string } | null>(null);
  // What is typed stays as it is typed, until the condition changes otherwise.
  const shown = typed?.of === written ? typed.text : written;
  const found = typedCondition(shown);
  const change = (next: string) => {
    const read = typedCondition(next);
    if ("fault" in read) return setTyped({ text: next, of: written });
    setTyped({ text: next, of: text(read.condition) });
    onChange(read.condition);
  };
  return (
    <TextArea
      label={label}
      isCode
      rows={Math.min(16, shown.split("\n").length + 1)}
      value={shown}
      onChange={change}
      error={"fault" in found ? `${found.fault} What counted last still counts.` : undefined}
    />
  );
}
