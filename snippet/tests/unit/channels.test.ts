/** The rules of channels against the cases that every implementation must pass. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  acquisition,
  acquisitionOfVisit,
  type Acquisition,
  type Origin,
} from "../../src/channels/acquisition";
import sites from "../../src/channels/sites.json";
// @ts-expect-error a script without types
import { listsOfRust } from "../../scripts/sites.mjs";

const file = new URL("../../../tests/vectors/channels.json", import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, "utf8")) as {
  vectors: { why: string; given: Origin; expect: Acquisition }[];
};

describe("channels", () => {
  it("has cases", () => expect(vectors.length).toBeGreaterThanOrEqual(197));

  it.each(vectors.map((vector) => [vector.why, vector] as const))("%s", (_, vector) => {
    expect(acquisition(vector.given)).toEqual(vector.expect);
  });

  it("has the lists of the server", () => expect(sites).toEqual(listsOfRust()));

  it.each([
    ["https://shop.example/?utm_source=crm&utm_medium=email", null, "email"],
    ["https://shop.example/?gclid=1#utm_source=x", "https://www.google.com/", "paid_search"],
    ["https://shop.example/?_kx=1", null, "email"],
    ["https://shop.example/", "https://blog.shop.example/a", "direct"],
    ["https://shop.example/", "https://duckduckgo.com/", "organic_search"],
  ])("%s behind %s is %s", (url, referrer, channel) => {
    expect(acquisitionOfVisit(url, referrer).channel).toBe(channel);
  });
});
