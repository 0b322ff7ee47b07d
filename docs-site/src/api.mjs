/** The API reference: a page made of the OpenAPI document, which the server makes of its types. */

import { escape } from "./html.mjs";
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
    return text ? `<p>${escape(text)}</p>\n` : "";
  };

  let html = heading(1, "API reference");
  html += told(document.info.description ?? "");
  html += "<p>Every operation, and every document that goes in or out, as the server's types say. What the numbers of an answer mean stands with the questions.</p>\n";
  html += heading(2, "Credentials") + credentials(document.components.securitySchemes ?? {});
  for (const [title, operations] of groupsOf(document)) {
    html += heading(2, title);
    for (const operation of operations) {
      html += heading(3, `${operation.method} ${operation.path}`, `<code class="method ${operation.method.toLowerCase()}">${operation.method}</code> <code>${escape(operation.path)}</code>`);
      html += told(operation.summary ?? "") + told(operation.description ?? "") + operationHtml(operation);
    }
  }
  html += heading(2, "Documents");
  for (const [name, schema] of Object.entries(document.components.schemas ?? {})) {
    // Links name schemas in lower case; `heading` gives the same id as long as no other heading has the name.
    html += heading(3, `Schema ${name}`, escape(name)) + told(schema.description ?? "") + fieldsOf(schema);
  }
  return { source: "docs/reference/openapi.json", path: "reference/api.html", title: "API reference", html, headings, links: [], sections };
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
  return (subject[0].toUpperCase() + subject.slice(1)).replaceAll("-", " ").replace(/^(Session|Sign in links)$/, "Sessions");
}

function credentials(schemes) {
  const rows = Object.entries(schemes).map(([name, { type, scheme, description }]) => `<tr><td><code>${escape(name)}</code></td><td>${escape(scheme ?? type)}</td><td>${escape(description ?? "")}</td></tr>`);
  return table(["name", "is", "says"], rows);
}

function operationHtml({ parameters, requestBody, responses, security }) {
  const names = (security ?? []).flatMap((one) => Object.keys(one));
  let html = `<p>Credentials: ${names.length ? names.map((name) => `<code>${escape(name)}</code>`).join(" or ") : "none"}.</p>\n`;
  if (parameters.length) {
    const rows = parameters.map(
      (one) => `<tr><td><code>${escape(one.name)}</code></td><td>${escape(one.in)}</td><td>${typeOf(one.schema ?? {})}</td><td>${one.required ? "yes" : ""}</td><td>${escape(one.description ?? "")}</td></tr>`,
    );
    html += table(["parameter", "in", "type", "required", ""], rows);
  }
  const rows = Object.entries({ ...(requestBody ? { request: requestBody } : {}), ...responses }).map(([status, one]) => {
    const contents = Object.entries(one.content ?? {}).map(([type, { schema }]) => `${typeOf(schema ?? {})} <span class="quiet">${escape(type)}</span>`);
    return `<tr><td><code>${escape(status)}</code></td><td>${contents.join("<br>") || "nothing"}</td><td>${escape(one.description ?? "")}</td></tr>`;
  });
  return html + table(["", "holds", ""], rows);
}

export function table(heads, rows) {
  const cells = heads.map((head) => (head ? `<th>${head}</th>` : "<td></td>")).join("");
  return `<div class="table" tabindex="0"><table><thead><tr>${cells}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>\n`;
}
