/** The frame around a page: header with search, pages on the left, contents on the right. */

import { escape } from "./html.mjs";
import { wayTo } from "./pages.mjs";

/** A whole page. `page` has path, title, html and headings; `sections` come from `sectionsOf`. */
export function layout(page, sections) {
  const to = (path) => escape(wayTo(page.path, path));
  const order = sections.flatMap(({ pages }) => pages);
  const place = order.findIndex(({ path }) => path === page.path);
  const root = to("index.html").slice(0, -"index.html".length);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(page.path === "index.html" ? page.title : `${page.title} · Cairn`)}</title>
<link rel="icon" href="${to("icon.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${to("style.css")}">
<script defer src="${to("search.js")}"></script>
</head>
<body data-root="${root}">
<a class="skip" href="#content">Skip to the text</a>
<header>
<button class="menu" type="button" popovertarget="pages">Pages</button>
<a class="brand" href="${to("index.html")}">Cairn <span>docs</span></a>
<form class="search" role="search" hidden>
<input type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" aria-keyshortcuts="/">
<div class="found" hidden></div>
</form>
</header>
<div class="columns">
<nav id="pages" popover aria-label="Pages">
${sections.map((section) => navSection(section, page, to)).join("\n")}
</nav>
<main id="content">
<article>
${page.html}</article>
${neighbours(order[place - 1], order[place + 1], to)}
</main>
${contents(page.headings)}
</div>
</body>
</html>
`;
}

function navSection({ title, pages }, page, to) {
  const items = pages.map(({ path, title }) => {
    const current = path === page.path ? ' aria-current="page"' : "";
    return `<li><a href="${to(path)}"${current}>${escape(title)}</a></li>`;
  });
  return `<p>${escape(title)}</p>\n<ul>\n${items.join("\n")}\n</ul>`;
}

/** What stands on the page, if there is more than one thing. */
function contents(headings) {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < 2) return "";
  const items = shown.map(
    ({ level, id, text }) => `<li class="level-${level}"><a href="#${escape(id)}">${escape(text)}</a></li>`,
  );
  return `<aside><nav aria-label="On this page"><p>On this page</p>\n<ul>\n${items.join("\n")}\n</ul></nav></aside>`;
}

function neighbours(before, after, to) {
  const link = (page, name) =>
    page ? `<a class="${name}" href="${to(page.path)}" rel="${name}">${escape(page.title)}</a>` : "";
  return `<nav class="neighbours" aria-label="Before and after">${link(before, "prev")}${link(after, "next")}</nav>`;
}
