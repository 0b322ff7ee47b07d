/** The API reference: a page made of the OpenAPI document, which the server makes of its types. */

import { escape, prose } from "./html.mjs";
import { fieldsOf, typeOf } from "./schemas.mjs";
import { slugger } from "./slugs.mjs";

const METHODS = ["get", "post", "put", "patch", "delete"];

/** The page `reference/api.html` of a document. */
export function apiPage(document) {
  const slug = slugger();
  const headings = [];
  const sections = [{ id: null, heading: null, text: document.info.description ?? "" }];
  const heading = (level, text, html = escape(text)) => {
    const id = slug(text);
    headings.push({ level, id, text });
    sections.push({ id, heading: text, text: "" });
    return `<h${level} id="${id}">${html}</h${level}>\n`;
  };
  const told = (text) => {
    sections.at(-1).text += text + "\n";
    return text ? `<p>${prose(text)}</p>\n` : "";
  };

  let html = heading(1, "API reference");
  html += told(document.info.description ?? "");
  html += `<p>Every operation, and every document that goes in or out, as the server's types say. What they mean: <a href="questions.html">questions</a>, <a href="goals.html">goals</a>, <a href="collecting.html">collecting</a>, <a href="errors.html">errors</a>.</p>\n`;
  html += heading(2, "Credentials") + credentials(document.components.securitySchemes ?? {});
  for (const [title, operations] of groupsOf(document)) {
    html += heading(2, title);
    for (const operation of operations) {
      html += heading(
        3,
        `${operation.method} ${operation.path}`,
        `<code class="method ${operation.method.toLowerCase()}">${operation.method}</code> <code>${escape(operation.path)}</code>`,
      );
      html += told(operation.summary ? operation.summary + "." : "") + operationHtml(operation);
    }
  }
  html += heading(2, "Documents");
  for (const [name, schema] of Object.entries(document.components.schemas ?? {})) {
    // Links name schemas in lower case; `heading` gives the same id as long as no other heading has the name.
    html += heading(3, `Schema ${name}`, escape(name)) + told(schema.description ?? "") + fieldsOf(schema);
  }
  return {
    source: "docs/reference/openapi.json",
    path: "reference/api.html",
    title: "API reference",
    html,
    headings,
    links: [],
    sections,
  };
}

/** Operations by the first part of their path that says what they are about. */
function groupsOf(document) {
  const groups = new Map();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((method) => item[method])) {
      const operation = { method: method.toUpperCase(), path, ...item[method] };
      operation.parameters = [...(item.parameters ?? []), ...(item[method].parameters ?? [])];
      const title = groupOf(path);
      groups.set(title, [...(groups.get(title) ?? []), operation]);
    }
  }
  const order = ["Collecting", "Questions"];
  const rank = (title) => (order.includes(title) ? order.indexOf(title) : order.length);
  return [...groups].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function groupOf(path) {
  if (path.startsWith("/v1/")) return "Collecting";
  const parts = path.split("/").filter((part) => part && !part.startsWith("{"));
  if (parts[0] !== "api") return "The server";
  const subject = (parts[2] === "sites" && parts[3]) || parts[2];
  if (subject === "query") return "Questions";
  return (subject[0].toUpperCase() + subject.slice(1))
    .replaceAll("-", " ")
    .replace(/^(Session|Sign in links)$/, "Sessions");
}

function credentials(schemes) {
  const rows = Object.entries(schemes).map(
    ([name, { type, scheme, description }]) =>
      `<tr><td><code>${escape(name)}</code></td><td>${escape(scheme ?? type)}</td><td>${prose(description ?? "")}</td></tr>`,
  );
  return table(["name", "is", "says"], rows);
}

function operationHtml({ description, parameters, requestBody, responses, security }) {
  const names = (security ?? []).flatMap((one) => Object.keys(one));
  const credentials = names.length
    ? names.map((name) => `<code>${escape(name)}</code>`).join(" or ")
    : "none";
  let html = `<p class="quiet">${prose(description ?? "")} Credentials: ${credentials}.</p>\n`;
  if (parameters.length) {
    const rows = parameters.map(
      (one) =>
        `<tr><td><code>${escape(one.name)}</code></td><td>${escape(one.in)}</td><td>${typeOf(one.schema ?? {})}</td><td>${one.required ? "yes" : ""}</td><td>${prose(one.description ?? "")}</td></tr>`,
    );
    html += table(["parameter", "in", "type", "required", ""], rows);
  }
  const bodies = [...(requestBody ? [["request", requestBody]] : []), ...Object.entries(responses)];
  const rows = bodies.map(([status, one]) => {
    const contents = Object.entries(one.content ?? {}).map(
      ([type, { schema }]) => `${typeOf(schema ?? {})} <span class="quiet">${escape(type)}</span>`,
    );
    return `<tr><td><code>${escape(status)}</code></td><td>${contents.join("<br>") || "nothing"}</td><td>${prose(one.description ?? "")}</td></tr>`;
  });
  return html + table(["", "holds", ""], rows);
}

export function table(heads, rows) {
  const cells = heads.map((head) => (head ? `<th>${head}</th>` : "<td></td>")).join("");
  return `<div class="table" tabindex="0"><table><thead><tr>${cells}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>\n`;
}
