import { expect, test } from "vitest";
import type { Funnel, Goal } from "../api/types";
import { flowQuestion, plainFlow, repairedFlow, unsaidOfFlow, usualFlow } from "./flow";
import { anchorFrom } from "./flowStarts";

const goal = (id: string, sort: string, event: string) =>
  ({ id, name: id, class: sort, when: { event } }) as unknown as Goal;
const funnel = (...steps: object[]) => ({ id: "f", name: "F", steps, window: "7d", entry: "best" }) as Funnel;
const came = (...events: [string, number][]) => events.map(([event, number]) => ({ event, events: number }));

test("the usual question begins with the entry of the first funnel, without its terms", () => {
  const funnels = [funnel({ event: "view", first_ever: true, filters: [] }, { event: "buy" })];
  const usual = usualFlow({ funnels, goals: [goal("order", "macro", "buy")], catalogue: came(["view", 3]) });
  expect(usual).toEqual(plainFlow([{ event: "view", filters: [] }]));
});

test("what never came begins nothing: then it is what lay before the first macro, else the most frequent event", () => {
  const funnels = [funnel({ event: "gone" }, { event: "buy" })];
  const goals = [goal("tip", "micro", "view"), goal("order", "macro", "buy")];
  const catalogue = came(["$identify", 99], ["view", 3], ["buy", 1]);
  expect(usualFlow({ funnels, goals, catalogue })).toEqual({
    ...plainFlow([{ goal: "order" }]),
    direction: "before",
  });
  const known = { funnels, goals, catalogue: came(["$identify", 99], ["view", 7], ["cart", 7], ["help", 1]) };
  expect(usualFlow(known).anchor).toEqual([{ event: "cart" }]);
  expect(usualFlow({ funnels: [], goals: [], catalogue: [] }).anchor).toEqual([{ event: "*" }]);
});

test("a question says what is asked and nothing besides", () => {
  const plain = plainFlow([{ event: "cart" }, { event: "" }]);
  expect(flowQuestion(plain, { range: { last: "30d" }, compare: "previous" })).toEqual({
    kind: "flow",
    anchor: { event: "cart" },
    direction: "after",
    count: "sessions",
    columns: 4,
    rows: 10,
    repeats: "collapsed",
    range: { last: "30d" },
  });
  const draft = {
    ...plain,
    count: "persons" as const,
    window: "7d",
    by: { property: " context.page.path ", events: ["pageview"] },
    clean: {
      hide: ["scroll"],
      only: [],
      merge: [
        { as: "", names: ["a"] },
        { as: "b", names: [] },
      ],
    },
  };
  expect(flowQuestion(draft, {})).toMatchObject({
    count: "persons",
    window: "7d",
    by: { property: "context.page.path", events: ["pageview"] },
    clean: { hide: ["scroll"] },
  });
  expect(flowQuestion(draft, {}).clean).not.toHaveProperty("merge");
  expect(flowQuestion({ ...draft, by: { property: "plan", events: [] } }, {}).by).toEqual({
    property: "plan",
  });
});

test("what can't be asked is said", () => {
  expect(unsaidOfFlow(plainFlow([{ event: "" }]))).toMatch(/what paths begin with/);
  const nameless = { ...plainFlow([{ event: "a" }]), by: { property: " ", events: [] } };
  expect(unsaidOfFlow(nameless)).toMatch(/by which property/);
  expect(unsaidOfFlow(plainFlow([{ event: "a" }]))).toBeNull();
  const { draft, lost } = repairedFlow({ ...plainFlow([{ event: "a" }]), columns: 11, rows: 0 });
  expect([draft.columns, draft.rows]).toEqual([10, 1]);
  expect(lost).toEqual([
    "A flow has 1 to 10 columns: it has 10 now.",
    "A flow has 1 to 50 rows: it has 1 now.",
  ]);
});

test("paths can begin with what a column tells where it says which events it takes", () => {
  const plain = plainFlow([{ event: "cart" }]);
  const events = ["cart", "view", "search", "pageview"];
  expect(anchorFrom("view", plain, events)).toEqual([{ event: "view" }]);
  expect(anchorFrom("unknown", plain, events)).toBeNull();
  const clean = { hide: [], only: [], merge: [{ as: "browse", names: ["view", "search"] }] };
  expect(anchorFrom("browse", { ...plain, clean }, events)).toEqual([{ event: "view" }, { event: "search" }]);
  const paths = { ...plain, by: { property: "context.page.path", events: ["pageview"] } };
  expect(anchorFrom("/shoes", paths, events)).toEqual([{ page: { path: "/shoes", match: "exact" } }]);
  // Page views without a path are fewer than all page views.
  expect(anchorFrom("pageview", paths, events)).toBeNull();
  expect(anchorFrom("gold", { ...plain, by: { property: "plan", events: [] } }, events)).toBeNull();
});
