import createClient, { type Middleware } from "openapi-fetch";
import { ApiFailure, Unreachable } from "./failure";
import type { paths } from "./schema";

const failing: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return undefined;
    const body = await response
      .clone()
      .json()
      .catch(() => undefined);
    throw new ApiFailure(response.status, body);
  },
  onError() {
    return new Unreachable();
  },
};

/** The API, with the types that the server's document has. A refusal is thrown as {@link ApiFailure}. */
export const api = createClient<paths>({ baseUrl: "/" });
api.use(failing);

/** What a call gives: its document. The middleware has thrown already if there is none. */
export async function documentOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

/** Content type of a change without a body: what the server takes from pages of its own. */
export const JSON_TYPE = { "Content-Type": "application/json" };
