import { expect, test } from "vitest";
import { propertyWords, segmentWords } from "./words";

const PARTS: [Parameters<typeof segmentWords>[0], string][] = [
  [{ property: "context.device.os", of: "event", value: "iOS" }, "OS: iOS"],
  [{ property: "context.os.name", of: "event", value: "iOS" }, "OS: iOS"],
  [{ property: "context.device.browser", of: "event", value: "Safari" }, "Browser: Safari"],
  [{ property: "context.geo.country", value: null }, "Country: not set"],
  [{ property: "channel", of: "session", value: "paid_social" }, "Session channel: Paid social"],
  [{ property: "entry_path", of: "session", value: "/" }, "Session entry path: /"],
  [{ property: "plan_type", of: "event", value: "pro" }, "plan_type: pro"],
];

test.each(PARTS)("%o is %s", (segment, words) => expect(segmentWords(segment)).toBe(words));

test("a property within a sentence keeps its own way of writing", () => {
  expect(propertyWords("context.device.os")).toBe("OS");
  expect(propertyWords("plan_type")).toBe("plan_type");
  expect(propertyWords("__proto__")).toBe("__proto__");
});
