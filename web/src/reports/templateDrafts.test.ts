import { expect, test } from "vitest";
import type { BusinessModel } from "../api/administration";
import type { Goal } from "../api/types";
import type { GoalDraft } from "./goalDraft";
import { namesIn, renamed } from "./names";
import {
  type Drafts,
  draftsOf,
  faultsOf,
  funnelOf,
  isFunnelWhole,
  northStarOf,
  roomOf,
  type TemplateDraft,
  templateGoalOf,
  templateGoals,
} from "./templateDrafts";

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

const REGISTRATION = templateGoals(MODEL)[1];

/** The drafts with some of their goals changed. */
function changed(drafts: Drafts, change: (draft: TemplateDraft) => Partial<TemplateDraft>): Drafts {
  return { ...drafts, goals: drafts.goals.map((draft) => ({ ...draft, ...change(draft) })) };
}
const only = (drafts: Drafts, isOn: (id: string) => boolean) =>
  changed(drafts, ({ goal }) => ({ isOn: isOn(goal.id ?? "") }));
const valued = (draft: Partial<GoalDraft>, currency: string) =>
  templateGoalOf({ ...(draftsOf(MODEL, []).goals[1]?.goal as GoalDraft), ...draft }, {}, currency);

test("a lead asks for its value, revenue brings its own", () => {
  const drafts = draftsOf(MODEL, []);
  expect(drafts.goals.map(({ goal }) => goal.worth)).toEqual(["event_value", "open", "absent"]);
  expect(Object.keys(faultsOf(drafts))).toEqual(["registration"]);
});

test("a value said is kept in minor units, without the hint", () => {
  const goal = valued({ worth: "fixed", fixed: 12.5 }, "EUR");
  expect(goal.value).toEqual({ fixed: { minor: 1250, currency: "EUR" } });
  expect("value_hint" in goal).toBe(false);
  expect(valued({ worth: "fixed", fixed: 1250 }, "JPY").value).toEqual({
    fixed: { minor: 1250, currency: "JPY" },
  });
});

test("no value needs a reason", () => {
  const drafts = changed(draftsOf(MODEL, []), ({ goal }) =>
    goal.id === "registration" ? { goal: { ...goal, worth: "none" } } : {},
  );
  expect(faultsOf(drafts).registration).toMatch(/why/);
});

test("an own name goes into goals and the funnel alike", () => {
  const drafts = { ...draftsOf(MODEL, []), names: { viewed: "course_seen" } };
  expect(templateGoalOf(drafts.goals[2]?.goal as GoalDraft, drafts.names, "EUR").when).toEqual({
    count: { event: "course_seen" },
    at_least: 3,
    within: "1d",
  });
  expect(funnelOf(MODEL, drafts).steps).toEqual([{ event: "course_seen" }, { goal: "enrolment" }]);
});

test("a goal that is left out leaves its events in the funnel, and its place as north star", () => {
  const without = only(draftsOf(MODEL, []), (id) => id !== "enrolment");
  expect(funnelOf(MODEL, without).steps).toEqual([{ event: "viewed" }, { event: "bought" }]);
  expect(isFunnelWhole(MODEL, without)).toBe(true);
  expect(northStarOf(without)).toBe("registration");
});

test("without a macro there is nothing to judge by", () => {
  const drafts = only(draftsOf(MODEL, []), (id) => id === "compared");
  expect(faultsOf(drafts)[""]).toMatch(/at least one/);
  expect(northStarOf(drafts)).toBeNull();
});

test("what is at the site already keeps its name, and asks for nothing", () => {
  const existing = [{ ...REGISTRATION, name: "Places", value: { property: "worth" } }] as Goal[];
  const drafts = draftsOf(MODEL, existing);
  expect(drafts.goals[1]).toMatchObject({ goal: { name: "Places" }, exists: true, isOn: true });
  expect(faultsOf(drafts, existing)).toEqual({});
});

test("macros of the site's own are counted too: a fourth asks which makes room, and the north star stays", () => {
  const own = ["a", "b", "c"].map((id) => ({ ...REGISTRATION, id, value: { none: "x" } })) as Goal[];
  const drafts = only({ ...draftsOf(MODEL, own, "b") }, (id) => id === "enrolment");
  expect(roomOf(drafts, own, "b").choices.map(({ id }) => id)).toEqual(["a", "c"]);
  expect(faultsOf(drafts, own, "b")[""]).toMatch(/makes room/);
  expect(northStarOf(drafts, own)).toBe("b");
  const chosen = { ...drafts, demoted: ["c"] };
  expect(faultsOf(chosen, own, "b")).toEqual({});
  expect(northStarOf({ ...chosen, northStar: "c" }, own)).toBe("enrolment");
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
