/** Texts in HTML. */

const NAMED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escape(text) {
  return String(text).replace(/[&<>"]/g, (sign) => NAMED[sign]);
}

/** A text of one line whose code stands between backticks. */
export function prose(text) {
  return escape(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}
