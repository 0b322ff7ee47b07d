/** Where a link in a Markdown file leads on the site. Links that lead nowhere are faults of the build. */

import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { wayTo } from "./pages.mjs";

/**
 * `{rewrite(page), faults(rendered)}` over all pages. `rewrite(page)` gives the function that `render` takes;
 * `faults` needs all pages rendered, since it looks at their headings.
 */
export function linksOver(root, pages) {
  const bySource = new Map(pages.map((page) => [page.source, page]));
  const wanted = [];
  const faults = [];

  const rewrite = (page) => (written) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(written)) return written;
    const [file, anchor = ""] = written.split("#");
    const source = file === "" ? page.source : posix.join(posix.dirname(page.source), decodeURI(file));
    const target = bySource.get(source);
    if (target) {
      if (anchor) wanted.push({ page, written, target, anchor: decodeURIComponent(anchor) });
      return (file === "" ? "" : wayTo(page.path, target.path)) + (anchor && "#" + anchor);
    }
    if (!existsSync(join(root, source))) faults.push(`${page.source}: the link ${written} leads to no file`);
    // A file of the project that is no page.
    return null;
  };

  return {
    rewrite,
    /** All faults, once every page is rendered. `rendered` has pages with their `headings` by source. */
    faults(rendered) {
      const missing = wanted.filter(
        ({ target, anchor }) => !rendered.get(target.source).headings.some(({ id }) => id === anchor),
      );
      return [
        ...faults,
        ...missing.map(({ page, written }) => `${page.source}: the link ${written} leads to no heading`),
      ];
    },
  };
}
