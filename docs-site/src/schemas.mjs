/** Schemas of the OpenAPI document as tables of fields and as short names of types. */

import { escape, prose } from "./html.mjs";

/** A schema's name is its heading `Schema NAME` on the same page. */
const linkTo = (reference) => {
  const name = reference.split("/").pop();
  return `<a href="#schema-${escape(name.toLowerCase())}">${escape(name)}</a>`;
};

/** What a value is, in a few words of HTML. */
export function typeOf(schema) {
  if (schema.$ref) return linkTo(schema.$ref);
  if ("const" in schema) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(" | ");
  for (const name of ["oneOf", "anyOf", "allOf"]) {
    if (schema[name]) return schema[name].map(typeOf).join(name === "allOf" ? " and " : " or ");
  }
  if (schema.type === "array" || schema.type?.includes?.("array")) {
    return `list of ${typeOf(schema.items ?? {})}${bounds(schema.minItems, schema.maxItems)}${orNull(schema)}`;
  }
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, one]) => `${escape(name)}: ${typeOf(one)}`);
    return `{${fields.join(", ")}}${orNull(schema)}`;
  }
  if (schema.type === "null") return "null";
  const types = [schema.type ?? "anything"].flat().filter((type) => type !== "null");
  return escape(types.join(" or ")) + bounds(schema.minimum, schema.maximum) + orNull(schema);
}

/** The fields of an object as a table; of alternatives, one after the other; else what the value is. */
export function fieldsOf(schema) {
  if (schema.allOf)
    return schema.allOf
      .map((one) => (one.$ref ? `<p>All of ${linkTo(one.$ref)}, and</p>\n` : fieldsOf(one)))
      .join("");
  if (schema.oneOf && schema.oneOf.some((one) => one.properties)) {
    const parts = schema.oneOf.map(
      (one) => `<li>${one.$ref ? linkTo(one.$ref) : `${prose(one.description ?? "")}${fieldsOf(one)}`}</li>`,
    );
    return `<p>One of:</p>\n<ul class="alternatives">${parts.join("\n")}</ul>\n`;
  }
  if (!schema.properties) return `<p>${typeOf(schema)}</p>\n`;
  const required = new Set(schema.required ?? []);
  // Whoever writes a document looks first for what must stand in it.
  const fields = Object.entries(schema.properties).sort(
    ([a], [b]) => Number(required.has(b)) - Number(required.has(a)),
  );
  const said = ([, one]) =>
    prose(one.description ?? "") + ("default" in one ? ` Default: ${code(one.default)}.` : "");
  const isSaid = fields.some((field) => said(field) !== "");
  const rows = fields.map(([name, one]) => {
    const cells = [
      `<code>${escape(name)}</code>`,
      typeOf(one),
      required.has(name) ? "yes" : "",
      ...(isSaid ? [said([name, one])] : []),
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const heads = ["field", "type", "required", ...(isSaid ? ["is"] : [])].map((head) => `<th>${head}</th>`);
  return `<div class="table" tabindex="0"><table><thead><tr>${heads.join("")}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>\n`;
}

const code = (value) => `<code>${escape(JSON.stringify(value))}</code>`;

function orNull({ type }) {
  return Array.isArray(type) && type.includes("null") ? " or null" : "";
}

function bounds(least, most) {
  if (least === undefined && most === undefined) return "";
  return `, ${least === undefined ? `at most ${most}` : most === undefined ? `at least ${least}` : least === most ? `exactly ${least}` : `${least} to ${most}`}`;
}
