/** When a page was seen: at first, after a navigation within the page, and when it comes back from the cache. */

import { safely } from "./warnings";

export interface Navigation {
  /** The address of the page before this one. */
  referrer(): string;
  /** Tells a page view that is due but not told yet. */
  settle(): void;
}

/**
 * Watches the window and calls `seen` for each page view. A change of the query or the fragment alone is none.
 * The title is often set after the address, so a view is told when the running task is over.
 */
export function watch(window: Window, seen: () => void): Navigation {
  const { history, location, document } = window;
  let { pathname, href } = location;
  let referrer = document.referrer;

  function settle(): void {
    if (location.pathname === pathname) {
      // The query may have changed: the next page came from here.
      href = location.href;
      return;
    }
    referrer = href.replace(/#.*/, "");
    ({ pathname, href } = location);
    seen();
  }

  const soon = () => setTimeout(() => safely(settle));
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (...state) {
      original.apply(this, state);
      soon();
    };
  }
  window.addEventListener("popstate", soon);
  // Routers of the Navigation API change the address without any of these.
  (window as { navigation?: EventTarget }).navigation?.addEventListener("currententrychange", soon);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) safely(seen);
  });
  return { referrer: () => referrer, settle };
}

/** Starts when somebody sees the page: one that is loaded ahead may never be. */
export function whenActive(document: Document, start: () => void): void {
  const isPrerendering = (document as { prerendering?: boolean }).prerendering;
  if (isPrerendering) document.addEventListener("prerenderingchange", () => safely(start), { once: true });
  else start();
}
