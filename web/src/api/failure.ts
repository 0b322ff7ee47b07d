import type { components } from "./schema";

/** An error as the server tells it: what happened, where, and the way out. */
export class ApiFailure extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  readonly status: number;

  constructor(status: number, body: Partial<components["schemas"]["Error"]> | undefined) {
    super(body?.message ?? `the server answered ${status} without saying why`);
    this.name = "ApiFailure";
    this.status = status;
    this.code = body?.code ?? "internal";
    this.hint = body?.hint ?? undefined;
    this.field = body?.field ?? undefined;
    this.requestId = body?.request_id ?? undefined;
  }
}

/** The server could not be reached at all. */
export class Unreachable extends Error {
  constructor() {
    super("The server can't be reached. It keeps what it has; this page asks again by itself.");
    this.name = "Unreachable";
  }
}
