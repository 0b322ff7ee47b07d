import { api, documentOf } from "./client";

/** Where all that is stored of a person is to be had, as JSON. */
export function personAddress(site: string, person: string): string {
  return `/api/v1/sites/${encodeURIComponent(site)}/persons/${encodeURIComponent(person)}/export`;
}

/** Takes out all that is stored of a person, for ever. */
export function erasePerson({ site, person }: { site: string; person: string }) {
  return documentOf(
    api.DELETE("/api/v1/sites/{site}/persons/{id}", { params: { path: { site, id: person } } }),
  );
}
