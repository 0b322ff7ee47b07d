/** How to mend what makes a row or message no event. The reasons are the server's closed list. */
const HINTS: Record<string, string> = {
  not_utf8: "Convert the file to UTF-8.",
  not_json: "Send JSON: look for NaN, a missing comma or quote, half an emoji.",
  not_an_object: "Send an object with its fields, not a bare list or text.",
  too_deep: "Flatten it: lists and objects may be nested 64 deep.",
  too_few_columns: "A value is missing, or a line break stands outside of quotes.",
  too_many_columns: "Put values that hold the delimiter in quotes.",
  missing_event: "Give it a name; in a file say which column holds it, or one name for all.",
  missing_time: "Give every row its time; say which column holds it.",
  bad_time: "Write times as 2026-01-31T17:59:13Z; for a file the mapping can say another pattern.",
  future_time: "Look at the sender's clock and zone: it lies more than a day ahead.",
  bad_number: "Write a plain number, or make the column text.",
  bad_boolean: "Write true or false, or make the column text.",
  bad_value: "Write amounts with a decimal point and nothing else: 49.90.",
  bad_currency: "Write the three letters of ISO 4217, such as EUR.",
  bad_trust: "Write client, server or provider.",
  bad_event_id: "Leave it out, or map the column as message id.",
  bad_text: "Send ids and names as text, not as lists or very long numbers.",
  too_large: "Make it shorter: a message may have 1 MiB, a text 64 KiB, a name 200 bytes.",
  too_many_properties: "Send at most 1,000 properties.",
  unsupported_shape: "Set the type: track, page, screen, identify, group, alias or fact.",
  missing_id: "Call identify and alias with real ids, once the person is known.",
  alias_of_known_user: "Join known users from your server, with a secret key.",
  bad_fact: "Name what it is about (entity_kind, entity_id) and what came true, such as paid or refunded.",
  fact_by_write_key: "Send facts from your server, with a secret key.",
  unreadable_body: "Look at what builds the request: it must be a JSON object or a list of messages.",
};

export function reasonHint(reason: string): string {
  return HINTS[reason] ?? "The documentation of mapping files explains it.";
}

/** Letters by reason, the most frequent first. */
export function byReason<Letter extends { reason: string }>(
  letters: Letter[],
): { reason: string; letters: Letter[] }[] {
  const groups = new Map<string, Letter[]>();
  for (const letter of letters) groups.set(letter.reason, [...(groups.get(letter.reason) ?? []), letter]);
  return [...groups]
    .map(([reason, of]) => ({ reason, letters: of }))
    .sort((a, b) => b.letters.length - a.letters.length);
}
