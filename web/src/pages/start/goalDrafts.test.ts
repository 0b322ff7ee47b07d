import { expect, test } from "vitest";
import type { BusinessModel } from "../../api/administration";
import { namesIn, renamed } from "../../reports/names";
import {
  draftsOf,
  faultsOf,
  funnelOf,
  goalOf,
  isFunnelWhole,
  northStarOf,
  templateGoals,
} from "./goalDrafts";

const MODEL = {
  id: "courses",
  name: "Courses",
  description: "",
  north_star: "enrolment",
  goals: [
    {
      id: "enrolment",
      name: "Enrolment",
      class: "macro",
      kind: "revenue",
      standing: "primary",
      when: { event: "bought" },
      value: { event_value: true },
    },
    {
      id: "registration",
      name: "Registration",
      class: "macro",
      kind: "lead",
      when: { event: "registered" },
      value: null,
      value_hint: "what one brings",
    },
    {
      id: "compared",
      name: "Compared",
      class: "micro",
      when: { count: { event: "viewed" }, at_least: 3, within: "1d" },
    },
  ],
  funnel: {
    id: "f",
    name: "F",
    window: "14d",
    entry: "best",
    steps: [{ event: "viewed" }, { goal: "enrolment" }],
  },
  events: [],
} as unknown as BusinessModel;
const TEMPLATES = templateGoals(MODEL);

test("a lead asks for its value, revenue brings its own", () => {
  const drafts = draftsOf(MODEL, []);
  expect(drafts.goals.map(({ valuing }) => valuing)).toEqual(["event", "open", "none"]);
  expect(Object.keys(faultsOf(drafts, TEMPLATES))).toEqual(["registration"]);
});

test("a value said is kept in minor units, without the hint", () => {
  const [, draft] = draftsOf(MODEL, []).goals;
  const goal = goalOf(
    { ...draft, valuing: "fixed", amount: 12.5 } as never,
    TEMPLATES[1] as never,
    {},
    "EUR",
  );
  expect(goal.value).toEqual({ fixed: { minor: 1250, currency: "EUR" } });
  expect("value_hint" in goal).toBe(false);
  expect(
    goalOf({ ...draft, valuing: "fixed", amount: 1250 } as never, TEMPLATES[1] as never, {}, "JPY").value,
  ).toEqual({
    fixed: { minor: 1250, currency: "JPY" },
  });
});

test("no value needs a reason", () => {
  const drafts = draftsOf(MODEL, []);
  const goals = drafts.goals.map((goal) =>
    goal.id === "registration" ? { ...goal, valuing: "none" as const } : goal,
  );
  expect(faultsOf({ ...drafts, goals }, TEMPLATES).registration).toMatch(/why/);
});

test("an own name goes into goals and the funnel alike", () => {
  const drafts = { ...draftsOf(MODEL, []), names: { viewed: "course_seen" } };
  expect(goalOf(drafts.goals[2] as never, TEMPLATES[2] as never, drafts.names, "EUR").when).toEqual({
    count: { event: "course_seen" },
    at_least: 3,
    within: "1d",
  });
  expect(funnelOf(MODEL, drafts).steps).toEqual([{ event: "course_seen" }, { goal: "enrolment" }]);
});

test("a goal that is left out leaves its events in the funnel, and its place as north star", () => {
  const drafts = draftsOf(MODEL, []);
  const goals = drafts.goals.map((goal) => ({ ...goal, isOn: goal.id !== "enrolment" }));
  const without = { ...drafts, goals };
  expect(funnelOf(MODEL, without).steps).toEqual([{ event: "viewed" }, { event: "bought" }]);
  expect(isFunnelWhole(MODEL, without)).toBe(true);
  expect(northStarOf(without, TEMPLATES)).toBe("registration");
});

test("without a macro there is nothing to judge by", () => {
  const drafts = draftsOf(MODEL, []);
  const goals = drafts.goals.map((goal) => ({ ...goal, isOn: goal.id === "compared" }));
  expect(faultsOf({ ...drafts, goals }, TEMPLATES)[""]).toMatch(/at least one/);
  expect(northStarOf({ ...drafts, goals }, TEMPLATES)).toBeNull();
});

test("what is at the site already keeps its name, and asks for nothing", () => {
  const existing = [{ ...TEMPLATES[1], name: "Places", value: { property: "worth" } }] as never;
  const drafts = draftsOf(MODEL, existing);
  expect(drafts.goals[1]).toMatchObject({ name: "Places", exists: true, isOn: true });
  expect(faultsOf(drafts, TEMPLATES)).toEqual({});
});

test("names are found in every form of rule, each once", () => {
  const rule = {
    sequence: [{ event: "a" }, { any_of: [{ page: { path: "/p", match: "prefix" } }, { event: "a" }] }],
    within: "1d",
  };
  expect(namesIn(rule)).toEqual([
    { kind: "event", name: "a" },
    { kind: "page", name: "/p" },
  ]);
  expect(renamed(rule, { "/p": "/q" }).sequence[1]).toEqual({
    any_of: [{ page: { path: "/q", match: "prefix" } }, { event: "a" }],
  });
});
