/** One Markdown text to the parts of its page. */

import MarkdownIt from "markdown-it";
import { highlight } from "./highlight.mjs";
import { slugger } from "./slugs.mjs";

/**
 * `{title, html, headings: [{level, id, text}], links: [href as written], sections: [{id, heading, text}]}`.
 * `rewrite` gives the address of a link, or null if it leads nowhere on the site: then only its text stays.
 */
export function render(text, rewrite) {
  const parser = new MarkdownIt({ html: false, linkify: false });
  const links = [];
  const headings = [];
  const sections = [{ id: null, heading: null, text: "" }];
  parser.core.ruler.push("site", (state) => {
    const slug = slugger();
    state.tokens.forEach((token, place) => {
      const inside = state.tokens[place + 1];
      if (token.type === "heading_open") {
        const heading = { level: Number(token.tag.slice(1)), text: plain(inside), id: slug(plain(inside)) };
        token.attrSet("id", heading.id);
        headings.push(heading);
        if (heading.level > 1) sections.push({ id: heading.id, heading: heading.text, text: "" });
      } else if (token.type === "inline") {
        relink(token.children, rewrite, links);
        if (state.tokens[place - 1].type !== "heading_open") sections.at(-1).text += plain(token) + "\n";
      } else if (token.type === "fence") {
        sections.at(-1).text += token.content + "\n";
      }
      unstyle(token);
    });
  });
  const { rules } = parser.renderer;
  // What is wider than the page scrolls by itself, also with the keyboard.
  rules.table_open = () => '<div class="table" tabindex="0"><table>';
  rules.table_close = () => "</table></div>";
  rules.fence = (tokens, place) => {
    const { content, info } = tokens[place];
    const code = highlight(content, info.trim()) ?? parser.utils.escapeHtml(content);
    return `<pre tabindex="0"><code>${code}</code></pre>\n`;
  };
  const html = parser.render(text);
  return { title: headings.find(({ level }) => level === 1)?.text ?? null, html, headings, links, sections };
}

/** The text of a line without its marks. */
function plain(token) {
  const parts = (token.children ?? []).map(({ type, content }) => (type === "softbreak" ? " " : content));
  return parts.join("");
}

/** Gives links their addresses on the site. */
function relink(tokens, rewrite, links) {
  let isDropped = false;
  for (const token of tokens) {
    if (token.type === "link_open") {
      const written = token.attrGet("href");
      links.push(written);
      const address = rewrite(written);
      isDropped = address === null;
      if (address !== null) token.attrSet("href", address);
    }
    if (isDropped && /^link_/.test(token.type)) {
      if (token.type === "link_close") isDropped = false;
      [token.type, token.tag, token.content] = ["text", "", ""];
    }
  }
}

/** Alignment of a table's cells as a class: the site has no inline styles. */
function unstyle(token) {
  const side = /text-align:\s*(\w+)/.exec(token.attrGet("style") ?? "")?.[1];
  if (!side) return;
  token.attrs = token.attrs.filter(([name]) => name !== "style");
  token.attrJoin("class", side);
}
