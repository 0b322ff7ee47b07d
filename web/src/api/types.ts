/** The API's documents under short names. All come from the server's own description. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Money = Schemas["Money"];
export type Rate = Schemas["Rate"];
export type Filter = Schemas["Filter"];
export type StepRule = Schemas["StepRule"];
export type Goal = Schemas["Goal"];
export type GoalVersion = Schemas["GoalVersion"];
export type Site = Schemas["Site"];
export type SiteDetails = Schemas["SiteDetails"];
export type Key = Schemas["Key"];
export type DeadLetter = Schemas["DeadLetter"];
export type Import = Schemas["Import"];
export type FunnelQuestion = Schemas["FunnelQuestion"];
export type TrendQuestion = Schemas["TrendQuestion"];
export type Question = Schemas["Question"];
export type Range = Schemas["Range"];
export type Step = Schemas["Step"];
export type FunnelRow = Schemas["FunnelRow"];
export type Series = Schemas["Series"];
export type Point = Schemas["Point"];
export type PersonDetails = Schemas["PersonDetails"];
export type BreakdownValue = Schemas["BreakdownValue"];

// Interim: replaced by the generated ones.
export interface RateChange {
  value: number;
  low: number;
  high: number;
  level: number;
  method: string;
}
export interface AnswerBase {
  kind: string;
  snapshot: Schemas["Snapshot"];
  now: string;
  timezone: string;
  rows_scanned: number;
  notes: string[];
  range: { start: string; end: string } | null;
}
export interface StepAnswer extends Step {
  rate_change?: RateChange | null;
}
export interface FunnelAnswer extends AnswerBase {
  steps: StepAnswer[];
  breakdown?: FunnelRow[] | null;
  compare?: { range: { start: string; end: string }; steps: Step[] } | null;
}
export interface TrendTotal {
  conversions: number;
  persons: number;
  sessions?: number | null;
  rate?: Rate | null;
  value?: Money | null;
  amounts?: Money[];
  rate_change?: RateChange | null;
}
export interface TrendAnswer extends AnswerBase {
  series: Series[];
  overall?: Series | null;
  compare?: { range: { start: string; end: string }; series: Series[] } | null;
}
export interface PersonsAnswer extends AnswerBase {
  total: number;
  persons: Schemas["Person"][];
  next?: string | null;
}
export interface TimelineEvent {
  event_id: string;
  event: string;
  event_time: string;
  received_at: string;
  source: string;
  trust: string;
  import_id?: string | null;
  anonymous_id?: string | null;
  user_id?: string | null;
  properties: Record<string, unknown>;
  page?: { path?: string | null; url?: string | null; title?: string | null } | null;
  value?: Money | null;
  order_id?: string | null;
  goals: string[];
  joined: boolean;
}
export interface TimelineBlock {
  session: boolean;
  start: string;
  end: string;
  channel?: string | null;
  source?: string | null;
  medium?: string | null;
  campaign?: string | null;
  referrer?: string | null;
  entry_path?: string | null;
  device?: { browser?: string | null; os?: string | null; type?: string | null } | null;
  anonymous_id?: string | null;
  events: TimelineEvent[];
}
export interface TimelineAnswer extends AnswerBase {
  person: PersonDetails;
  sessions: TimelineBlock[];
  next?: string | null;
}
export interface DropOffRow {
  step: number;
  name: string;
  property: string;
  of: "event" | "session";
  value: BreakdownValue;
  rate: Rate;
  others: Rate;
  difference: RateChange;
  excess_dropped: number;
  value_lost?: Money | null;
  p: number;
  significant: boolean;
}
export interface DropOffAnswer extends AnswerBase {
  steps: Step[];
  rows: DropOffRow[];
}
export interface Activity {
  events: number;
  persons: number;
  sessions: number;
}
export interface OverviewGoal {
  goal: string;
  name: string;
  class: "macro" | "micro";
  kind?: string | null;
  standing?: string | null;
  total: TrendTotal;
  previous?: TrendTotal | null;
  rate_change?: RateChange | null;
}
export type Finding =
  | {
      kind: "change";
      goal: string;
      name: string;
      rate: Rate;
      before: Rate;
      rate_change: RateChange;
      value_change?: Money | null;
    }
  | { kind: "gap"; start: string; end: string; expected_events: number };
export interface OverviewAnswer extends AnswerBase {
  activity: Activity;
  compare?: { range: { start: string; end: string }; activity: Activity } | null;
  goals: OverviewGoal[];
  findings: Finding[];
  maturity?: { goal: string; sessions: number; sessions_needed: number; is_reached: boolean } | null;
}
export interface Funnel {
  id: string;
  name: string;
  steps: StepRule[];
  window: string;
  entry: "best" | "first";
  description?: string;
}
