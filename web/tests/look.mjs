// Screenshots of every page in its four forms: for people to judge. `node tests/look.mjs DIR [SITE PATH…]`

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { newPage, openBrowser, settled, signIn } from "./harness.mjs";

const [directory, origin, data, ...paths] = process.argv.slice(2);
mkdirSync(directory, { recursive: true });
const browser = await openBrowser();
for (const theme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    const { page, context, faults } = await newPage(browser, origin, {
      viewport: { width, height: width === 390 ? 844 : 900 },
      colorScheme: theme,
    });
    await signIn(page, { data, origin });
    for (const path of paths) {
      await page.goto(origin + path);
      await settled(page).catch((error) => console.error(path, String(error)));
      const name =
        path
          .replace(/^\//, "")
          .replace(/[^a-z0-9]+/gi, "-")
          .slice(0, 60) || "root";
      await page.screenshot({ path: join(directory, `${name}-${width}-${theme}.png`), fullPage: true });
    }
    if (faults.length > 0) console.log(theme, width, [...new Set(faults)]);
    await context.close();
  }
}
await browser.close();
