/** The API's documents under short names. All come from the server's own description. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Money = Schemas["Money"];
export type Rate = Schemas["Rate"];
export type Filter = Schemas["Filter"];
export type StepRule = Schemas["StepRule"];
export type FunnelStep = Schemas["FunnelStep"];
export type Exclusion = Schemas["Exclusion"];
export type Goal = Schemas["Goal"];
export type GoalVersion = Schemas["GoalVersion"];
export type Site = Schemas["Site"];
export type SiteDetails = Schemas["SiteDetails"];
export type Key = Schemas["Key"];
export type DeadLetter = Schemas["DeadLetter"];
export type Import = Schemas["Import"];
export type FunnelQuestion = Schemas["FunnelQuestion"];
export type TrendQuestion = Schemas["TrendQuestion"];
export type RetentionQuestion = Schemas["RetentionQuestion"];
export type FlowQuestion = Pick<Schemas["FlowQuestion"], "kind" | "anchor"> &
  Partial<Schemas["FlowQuestion"]>;
export type TimeToConvertQuestion = Schemas["TimeToConvertQuestion"];
export type FlowColumn = Schemas["FlowColumn"];
export type FlowNode = Schemas["FlowNode"];
export type FlowLink = Schemas["FlowLink"];
export type Question = Schemas["Question"];
export type Range = Schemas["Range"];
export type Step = Schemas["Step"];
export type FunnelRow = Schemas["FunnelRow"];
export type Series = Schemas["Series"];
export type Point = Schemas["Point"];
export type Cohort = Schemas["Cohort"];
export type CohortCell = Schemas["CohortCell"];
export type AllCohorts = Schemas["AllCohorts"];
export type AllCohortsCell = Schemas["AllCohortsCell"];
export type PersonDetails = Schemas["PersonDetails"];
export type BreakdownValue = Schemas["BreakdownValue"];

export type RateChange = Schemas["Difference"];
export type TrendTotal = Schemas["Numbers"];
export type TimelineEvent = Schemas["Event"];
export type TimelineBlock = Schemas["Block"];
export type DropOffRow = Schemas["DropOffRow"];
export type BusinessModel = Schemas["BusinessModel"];
export type TimeRange = Schemas["TimeRange"];

/** A funnel as it is kept; the server fills in what a document leaves out, but for terms that say nothing. */
export type Funnel = Schemas["Funnel"] & Required<Pick<Schemas["Funnel"], "steps" | "window" | "entry">>;

/** What every answer says beside its numbers. */
export interface AnswerBase {
  kind: string;
  snapshot: Schemas["Snapshot"];
  now: string;
  timezone: string;
  rows_scanned: number;
  notes: string[];
  range?: TimeRange | null;
  /** The persons it is about; nothing where that is everybody. */
  population?: AskedOf | null;
}

/** A population that a question was asked of. */
export type AskedOf = Schemas["AskedOf"];

export interface FunnelAnswer extends AnswerBase {
  steps: Step[];
  breakdown?: FunnelRow[] | null;
  compare?: Schemas["FunnelBefore"] | null;
}

export interface TrendAnswer extends AnswerBase {
  series: Series[];
  overall?: Series | null;
  compare?: Schemas["TrendBefore"] | null;
}

export interface RetentionAnswer extends AnswerBase {
  cohorts_by: Schemas["CohortsBy"];
  start?: string | null;
  return: string;
  cohorts: Cohort[];
  overall: AllCohorts;
}

export interface FlowAnswer extends AnswerBase {
  anchor: string;
  direction: Schemas["FlowDirection"];
  count: Schemas["FlowCount"];
  columns: FlowColumn[];
  links: FlowLink[];
}

/** As the server writes it: every field is there, and what nobody knows is null. */
type Told<T> = T extends object ? { [Field in keyof T]-?: Told<T[Field]> } : T;

export type Percentile = Told<Schemas["Percentile"]>;
export type CurvePoint = Schemas["CurvePoint"];
export type ConvertBin = Schemas["ConvertBin"];
export type ConvertTimes = Told<Schemas["ConvertTimes"]>;
export type ConvertRow = ConvertTimes & { value: BreakdownValue };
export type ConvertPeriod = Told<Schemas["ConvertPeriod"]>;

export interface TimeToConvertAnswer extends AnswerBase {
  window_seconds: number;
  overall: ConvertTimes;
  breakdown?: ConvertRow[] | null;
  periods?: ConvertPeriod[] | null;
}

export interface PersonsAnswer extends AnswerBase {
  total: number;
  /** How many sessions of theirs are in a cell that counts sessions. */
  sessions?: number | null;
  persons: Schemas["Person"][];
  next?: string | null;
}

export interface TimelineAnswer extends AnswerBase {
  person: PersonDetails;
  sessions: TimelineBlock[];
  next?: string | null;
}

export interface DropOffAnswer extends AnswerBase {
  steps: Step[];
  rows: DropOffRow[];
}

export type Erased = Schemas["Erased"];
export type OverviewGoal = Schemas["GoalTotal"];
export type Finding = Schemas["Finding"];

export interface OverviewAnswer extends AnswerBase {
  activity: Schemas["Activity"];
  compare?: Schemas["ActivityBefore"] | null;
  goals: OverviewGoal[];
  findings: Finding[];
  maturity?: Schemas["Maturity"] | null;
}
