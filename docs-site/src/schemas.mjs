/** Schemas of the OpenAPI document as tables of fields and as short names of types. */

import { escape } from "./html.mjs";

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
  const types = [schema.type ?? "anything"].flat().filter((type) => type !== "null");
  return escape(types.join(" or ")) + bounds(schema.minimum, schema.maximum) + orNull(schema);
}

/** The fields of an object as a table; of alternatives, one after the other; else what the value is. */
export function fieldsOf(schema) {
  if (schema.allOf) return schema.allOf.map((one) => (one.$ref ? `<p>All of ${linkTo(one.$ref)}, and</p>\n` : fieldsOf(one))).join("");
  if (schema.oneOf && schema.oneOf.some((one) => one.properties)) {
    const parts = schema.oneOf.map((one) => `<li>${one.$ref ? linkTo(one.$ref) : `${escape(one.description ?? "")}${fieldsOf(one)}`}</li>`);
    return `<p>One of:</p>\n<ul class="alternatives">${parts.join("\n")}</ul>\n`;
  }
  if (!schema.properties) return `<p>${typeOf(schema)}</p>\n`;
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties).map(([name, one]) => {
    const standard = "default" in one ? ` Default: ${code(one.default)}.` : "";
    return `<tr><td><code>${escape(name)}</code></td><td>${typeOf(one)}</td><td>${required.has(name) ? "yes" : ""}</td><td>${escape(one.description ?? "")}${standard}</td></tr>`;
  });
  const head = "<tr><th>field</th><th>type</th><th>required</th><th>is</th></tr>";
  return `<div class="table" tabindex="0"><table><thead>${head}</thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>\n`;
}

const code = (value) => `<code>${escape(JSON.stringify(value))}</code>`;

function orNull({ type }) {
  return Array.isArray(type) && type.includes("null") ? " or null" : "";
}

function bounds(least, most) {
  if (least === undefined && most === undefined) return "";
  return `, ${least === undefined ? `at most ${most}` : most === undefined ? `at least ${least}` : least === most ? `exactly ${least}` : `${least} to ${most}`}`;
}
