/** The search in a page's header. The index is loaded when it is first needed. */

import MiniSearch from "minisearch";
import { OPTIONS } from "./search_index.mjs";

const MOST = 12;

const root = document.body.dataset.root;
const form = document.querySelector("form.search");
const input = form.querySelector("input");
const list = form.querySelector(".found");
let index;

function load() {
  index ??= fetch(root + "search.json")
    .then((response) => response.text())
    .then((text) => MiniSearch.loadJSON(text, OPTIONS));
  return index;
}

async function show() {
  const query = input.value.trim();
  if (query === "") return hide();
  const loaded = await load();
  if (query !== input.value.trim()) return;
  const found = loaded.search(query).slice(0, MOST);
  list.replaceChildren(...(found.length ? found.map(link) : [nothing(query)]));
  list.hidden = false;
}

function link({ path, heading, title }) {
  const element = document.createElement("a");
  element.href = root + path;
  element.append(heading);
  if (heading !== title) {
    const page = document.createElement("span");
    page.append(title);
    element.append(page);
  }
  return element;
}

function nothing(query) {
  const element = document.createElement("p");
  element.append(`Nothing has “${query}”.`);
  return element;
}

function hide() {
  list.hidden = true;
}

/** Moves among the results; before the first is the input. */
function step(by) {
  const stops = [input, ...list.querySelectorAll("a")];
  const next = stops[stops.indexOf(document.activeElement) + by];
  next?.focus();
}

form.hidden = false;
input.addEventListener("focus", load);
input.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  list.querySelector("a")?.click();
});
form.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && !list.hidden) {
    event.preventDefault();
    step(by);
  } else if (event.key === "Escape") {
    hide();
    input.focus();
  }
});
list.addEventListener("click", hide);
document.addEventListener("click", (event) => {
  if (!form.contains(event.target)) hide();
});
document.addEventListener("keydown", (event) => {
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    input.focus();
  }
});
// The list of pages opens where the reader is.
document.querySelector('#pages [aria-current="page"]')?.scrollIntoView({ block: "nearest" });
