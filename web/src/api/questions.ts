import type {
  DropOffAnswer,
  FunnelAnswer,
  FunnelQuestion,
  OverviewAnswer,
  PersonsAnswer,
  Range,
  TimelineAnswer,
  TrendAnswer,
  TrendQuestion,
} from "./types";

/** Questions as pages ask them. */
export interface PersonsQuestion {
  kind: "persons";
  of: FunnelQuestion | TrendQuestion;
  cell: { step?: number; outcome?: "reached" | "dropped" | "open"; breakdown?: unknown; start?: string };
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
  | PersonsQuestion
  | OverviewQuestion
  | TimelineQuestion
  | DropOffQuestion;

/** Which answer a question gets. */
export type AnswerOf<Q> = Q extends { kind: "funnel" }
  ? FunnelAnswer
  : Q extends { kind: "trend" }
    ? TrendAnswer
    : Q extends { kind: "persons" }
      ? PersonsAnswer
      : Q extends { kind: "overview" }
        ? OverviewAnswer
        : Q extends { kind: "timeline" }
          ? TimelineAnswer
          : Q extends { kind: "drop_off" }
            ? DropOffAnswer
            : never;
