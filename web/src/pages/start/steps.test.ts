import { expect, test } from "vitest";
import { isReachable, shownStep } from "./steps";

test("an address shows the step it names, if what that needs is there", () => {
  expect(shownStep({})).toBe("choose");
  expect(shownStep({ step: "demo" })).toBe("demo");
  expect(shownStep({ step: "model" })).toBe("model");
  expect(shownStep({ step: "site" })).toBe("model");
  expect(shownStep({ step: "site", model: "saas" })).toBe("site");
  expect(shownStep({ step: "connect" })).toBe("model");
  expect(shownStep({ step: "connect", site: "shop" })).toBe("connect");
  expect(shownStep({ step: "nonsense", site: "shop" })).toBe("goals");
});

test("a site that was made is not made again", () => {
  expect(isReachable("site", { site: "shop" })).toBe(false);
  expect(isReachable("goals", { site: "shop" })).toBe(true);
  expect(isReachable("answer", { model: "saas" })).toBe(false);
});
