/** The steps of the first run, in order. */
export const STEPS = [
  { id: "model", name: "Business" },
  { id: "site", name: "Site" },
  { id: "goals", name: "Goals" },
  { id: "connect", name: "Connect" },
  { id: "answer", name: "First answer" },
] as const;

export type StepId = (typeof STEPS)[number]["id"];

/** What stands in the address. */
export interface Place {
  step?: string;
  site?: string;
  model?: string;
  /** The import job that plants the demo shop. */
  job?: string;
}

/** Which page an address shows. A step that needs a site, without one, is the step that makes it. */
export function shownStep({ step, site, model }: Place): StepId | "choose" | "demo" {
  if (step === "demo") return "demo";
  const known = STEPS.find(({ id }) => id === step)?.id;
  if (!known) return site ? "goals" : "choose";
  if (known === "model") return known;
  if (known === "site") return model || site ? known : "model";
  return site ? known : "model";
}

/** Whether one can go to a step: those behind a site need one. */
export function isReachable(id: StepId, { site, model }: Place): boolean {
  if (id === "model") return !site;
  if (id === "site") return !site && model !== undefined;
  return site !== undefined;
}
