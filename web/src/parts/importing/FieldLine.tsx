import { Plus, X } from "lucide-react";
import { useState } from "react";
import type { FileColumn, Mapping } from "../../api/importing";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { haveDecimalComma } from "./decimalComma";
import styles from "./Importing.module.css";
import { aboutField, type FieldRow, REQUIRED, withColumns, withConstant } from "./mappingEdit";
import { Samples } from "./Samples";
import { timeFormatOf } from "./timeFormats";

interface FieldLineProps {
  row: FieldRow;
  mapping: Mapping;
  columns: FileColumn[];
  onChange: (mapping: Mapping) => void;
  onRemove: () => void;
}

const NONE = "";

/** A field: its columns, its constant, and what the columns hold. */
export function FieldLine({ row, mapping, columns, onChange, onRemove }: FieldLineProps) {
  const { field, constant } = row;
  const [isJoining, setJoining] = useState(false);
  const isRequired = REQUIRED.includes(field);
  const isMissing = isRequired && row.columns.length === 0 && !constant;
  const places = [...row.columns, ...(row.columns.length === 0 || isJoining ? [NONE] : [])];
  const choices = [
    { id: NONE, name: "No column" },
    ...columns.map(({ name, samples }) => ({ id: name, name, aside: samples[0] ?? "empty" })),
  ];
  const choose = (place: number, column: string) => {
    const next = [...row.columns.slice(0, place), column, ...row.columns.slice(place + 1)].filter(
      (one) => one !== NONE,
    );
    setJoining(false);
    const changed = withColumns(mapping, field, next);
    const isTime = field === "event_time" && (mapping.time_format ?? "iso") === "iso";
    const samples = columns.find(({ name }) => next.length === 1 && name === next[0])?.samples ?? [];
    const time_format = isTime ? timeFormatOf(samples) : null;
    const hasComma = field === "value" && !mapping.decimal_mark && haveDecimalComma(samples);
    onChange({
      ...changed,
      ...(time_format ? { time_format } : {}),
      ...(hasComma ? { decimal_mark: "," } : {}),
    });
  };
  const chosen = columns.filter(({ name }) => row.columns.includes(name));
  return (
    <li className={styles.field} data-missing={isMissing || undefined}>
      <div className={styles.name}>
        <code>{field}</code>
        <span className="faint">{isRequired ? `${aboutField(field)}; required` : aboutField(field)}</span>
      </div>
      <div className={styles.columns}>
        {places.map((column, place) => (
          <Select
            // biome-ignore lint/suspicious/noArrayIndexKey: a place is what it is
            key={place}
            label={place === 0 ? `Column of ${field}` : `Column ${place + 1} of ${field}`}
            isLabelHidden
            choices={choices}
            value={column}
            onChange={(name) => choose(place, name)}
          />
        ))}
        {row.columns.length > 0 && !isJoining && (
          <Button
            size="small"
            look="quiet"
            onPress={() => setJoining(true)}
            aria-label={`Join another column to ${field}`}
          >
            <Plus aria-hidden />
          </Button>
        )}
      </div>
      <TextField
        label={`${field}, where the column is empty or there is none`}
        isLabelHidden
        placeholder={row.columns.length > 0 ? "else" : "always"}
        value={constant ?? ""}
        onChange={(text) => onChange(withConstant(mapping, field, text))}
        spellCheck="false"
      />
      <Samples columns={chosen} />
      {isRequired ? (
        <span />
      ) : (
        <Button size="small" look="quiet" onPress={onRemove} aria-label={`Do not map ${field}`}>
          <X aria-hidden />
        </Button>
      )}
    </li>
  );
}
