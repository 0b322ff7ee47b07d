import type { PopulationAnswer, PopulationQuestion } from "./populations";
import type {
  DropOffAnswer,
  FlowAnswer,
  FlowQuestion,
  FunnelAnswer,
  FunnelQuestion,
  OverviewAnswer,
  PersonsAnswer,
  Range,
  RetentionAnswer,
  RetentionQuestion,
  TimelineAnswer,
  TimeToConvertAnswer,
  TimeToConvertQuestion,
  TrendAnswer,
  TrendQuestion,
} from "./types";

/** Questions as pages ask them. */
export interface PersonsQuestion {
  kind: "persons";
  of:
    | FunnelQuestion
    | TrendQuestion
    | RetentionQuestion
    | FlowQuestion
    | TimeToConvertQuestion
    | PopulationQuestion;
  /** A part of a funnel's step, a trend's bucket, a cohort or one of its periods, a flow's column, a stretch of time, a
   * population as of a bucket's end or its change in the bucket. */
  cell: {
    step?: number;
    outcome?:
      | "reached"
      | "dropped"
      | "open"
      | "returned"
      | "not_returned"
      | "ended"
      | "ended_open"
      | "entered"
      | "converted"
      | "lost";
    breakdown?: unknown;
    start?: string;
    cohort?: string;
    period?: number;
    column?: number;
    name?: string;
    other?: true;
    change?: "members" | "entered" | "left";
    from_seconds?: number;
    to_seconds?: number;
  };
  limit?: number;
  after?: string;
}

export interface OverviewQuestion {
  kind: "overview";
  range?: Range;
  compare?: "previous";
}

export interface TimelineQuestion {
  kind: "timeline";
  person: string;
  limit?: number;
  after?: string;
}

export interface DropOffQuestion {
  kind: "drop_off";
  of: FunnelQuestion;
  properties?: { property: string; of?: "event" | "session" }[];
  limit?: number;
}

export type AnyQuestion =
  | FunnelQuestion
  | TrendQuestion
  | RetentionQuestion
  | FlowQuestion
  | TimeToConvertQuestion
  | PersonsQuestion
  | OverviewQuestion
  | TimelineQuestion
  | DropOffQuestion
  | PopulationQuestion;

/** Which answer a question gets. */
export type AnswerOf<Q> = Q extends { kind: "funnel" }
  ? FunnelAnswer
  : Q extends { kind: "trend" }
    ? TrendAnswer
    : Q extends { kind: "retention" }
      ? RetentionAnswer
      : Q extends { kind: "flow" }
        ? FlowAnswer
        : Q extends { kind: "time_to_convert" }
          ? TimeToConvertAnswer
          : Q extends { kind: "persons" }
            ? PersonsAnswer
            : Q extends { kind: "overview" }
              ? OverviewAnswer
              : Q extends { kind: "timeline" }
                ? TimelineAnswer
                : Q extends { kind: "drop_off" }
                  ? DropOffAnswer
                  : Q extends { kind: "population" }
                    ? PopulationAnswer
                    : never;
