/** Changes of a mapping, each giving a new one. */
import type { FileColumn, Mapping } from "../../api/importing";

/** Where a field's values come from. */
export interface FieldRow {
  field: string;
  columns: string[];
  constant: string | null;
}

/** Without these no row is an event. */
export const REQUIRED = ["event", "event_time"];

/** Shown whether mapped or not: who did it is what most files are about, and money that nobody maps is lost unseen. */
const ALWAYS = [...REQUIRED, "user_id", "anonymous_id", "value", "currency", "order_id"];

/** What each field holds. */
const ABOUT: Record<string, string> = {
  event: "What happened",
  event_time: "When it happened",
  user_id: "The known user",
  anonymous_id: "The device",
  message_id: "The sender's id; with it a row is stored once",
  event_id: "An id that Cairn gave",
  session_hint: "Kept, never used",
  value: "An amount, in major units",
  currency: "Of the amount; without it the site's",
  order_id: "The order; told of twice it counts once",
  source: "Where it came from; without it the file",
  trust: "Who vouches, row by row",
  entity_kind: "Makes the row a fact for the ledger: order, lead, deal or subscription",
  entity_id: "Of a fact, the id of what it is about",
};

export function aboutField(field: string): string {
  if (field.startsWith("properties.")) return "A property under this name";
  if (field.startsWith("context.")) return "Context: where it happened";
  if (field.startsWith("group_ids.")) return "An account, a team and the like";
  return ABOUT[field] ?? "";
}

function columnsOf(entry: string | string[] | undefined): string[] {
  if (entry === undefined) return [];
  return Array.isArray(entry) ? entry : [entry];
}

/** A row for each field that is mapped or always asked for, in the order of `fields`. */
export function fieldRows(mapping: Mapping, fields: string[], added: string[] = []): FieldRow[] {
  const mapped = [...Object.keys(mapping.columns), ...Object.keys(mapping.constants)];
  const shown = new Set([...ALWAYS, ...mapped, ...added]);
  const order = [...ALWAYS, ...fields, ...mapped, ...added];
  return [...new Set(order)]
    .filter((field) => shown.has(field))
    .map((field) => ({
      field,
      columns: columnsOf(mapping.columns[field]),
      constant: mapping.constants[field] ?? null,
    }));
}

/** Takes a field from columns; several are joined by a blank, none leaves it to the constant. */
export function withColumns(mapping: Mapping, field: string, columns: string[]): Mapping {
  const { [field]: _, ...others } = mapping.columns;
  const [first] = columns;
  if (first === undefined) return { ...mapping, columns: others };
  const entry = columns.length === 1 ? first : columns;
  const kept = ignored(mapping).filter((column) => !columns.includes(column));
  return withIgnored({ ...mapping, columns: { ...others, [field]: entry } }, kept);
}

/** Gives a field a value where its column is empty or there is none; an empty text takes it away. */
export function withConstant(mapping: Mapping, field: string, text: string): Mapping {
  const { [field]: _, ...others } = mapping.constants;
  return { ...mapping, constants: text === "" ? others : { ...others, [field]: text } };
}

export function withoutField(mapping: Mapping, field: string): Mapping {
  return withConstant(withColumns(mapping, field, []), field, "");
}

/** What becomes of a column that is no field: a property of a type, or nothing. */
export type ColumnUse = "as_is" | "string" | "number" | "boolean" | "time" | "ignored";

export const COLUMN_USES: { id: ColumnUse; name: string }[] = [
  { id: "as_is", name: "As it stands" },
  { id: "string", name: "Text" },
  { id: "number", name: "Number" },
  { id: "boolean", name: "True or false" },
  { id: "time", name: "Time" },
  { id: "ignored", name: "Left out" },
];

export function columnUse(mapping: Mapping, column: string): ColumnUse {
  if (ignored(mapping).includes(column)) return "ignored";
  return (mapping.types[column] as ColumnUse | undefined) ?? "as_is";
}

export function withColumnUse(mapping: Mapping, column: string, use: ColumnUse): Mapping {
  const { [column]: _, ...types } = mapping.types;
  const kept = ignored(mapping).filter((one) => one !== column);
  if (use === "ignored") return withIgnored({ ...mapping, types }, [...kept, column]);
  return withIgnored({ ...mapping, types: use === "as_is" ? types : { ...types, [column]: use } }, kept);
}

function ignored(mapping: Mapping): string[] {
  return columnsOf(mapping.ignore);
}

/** A mapping that leaves nothing out does not speak of it. */
function withIgnored({ ignore: _, ...mapping }: Mapping, columns: string[]): Mapping {
  return (columns.length === 0 ? mapping : { ...mapping, ignore: columns }) as Mapping;
}

/** Without columns that the file does not have: a mapping to be completed names some that only hold a place. */
export function withKnownColumns(mapping: Mapping, columns: FileColumn[]): Mapping {
  const isKnown = (name: string) => columns.some((column) => column.name === name);
  const entries = Object.entries(mapping.columns).filter(([, entry]) => columnsOf(entry).every(isKnown));
  return { ...mapping, columns: Object.fromEntries(entries) };
}

/** Whether something is a field: one of the list, or what follows a beginning of the list such as `context.`. */
export function isField(text: string, fields: string[]): boolean {
  return fields.some((field) =>
    field.endsWith(".") ? text.startsWith(field) && text.length > field.length : text === field,
  );
}

/** The columns that are taken for no field: they become properties under their own names. */
export function restOf(mapping: Mapping, columns: FileColumn[]): FileColumn[] {
  const taken = new Set(Object.values(mapping.columns).flatMap(columnsOf));
  return columns.filter(({ name }) => !taken.has(name));
}

/** What still has to be said before there can be events. */
export function missingOf(mapping: Mapping): string[] {
  return REQUIRED.filter((field) => mapping.columns[field] === undefined && !mapping.constants[field]);
}
