import { useQuery } from "@tanstack/react-query";
import { api, documentOf } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** Which column is which field, as a mapping file says it. What it says besides is kept as it is. */
export interface Mapping {
  timezone?: string | null;
  trust?: string | null;
  /** A field's column, or several joined by a blank. */
  columns: Record<string, string | string[]>;
  constants: Record<string, string>;
  types: Record<string, string>;
  ignore?: string[] | string;
  /** `iso`, a form of Unix time, or a pattern. */
  time_format?: string | null;
  /** What stands before the fraction of amounts and numbers: a point if nothing is said. */
  decimal_mark?: string | null;
  [key: string]: unknown;
}

export type Preview = Omit<Schemas["Preview"], "mapping"> & { mapping: Mapping | null };
export type PreviewRow = Preview["rows"][number];
export type FileColumn = Preview["columns"][number];
export type ImportJob = Schemas["ImportJob"];
export type ImportReport = Schemas["ImportReport"];

/** A file that lies on the server and is not imported yet. */
export interface Upload {
  upload: string;
  name: string;
  bytes: number;
}

/** How a file is to be read: a mapping by fields, the text of a mapping file, or nothing, to be guessed. */
export type Reading = Mapping | string | null;

export interface FileToRead {
  site: string;
  upload: string;
  format: string | null;
  mapping: Reading;
}

/** What an import of an uploaded file would make of its first rows. */
export async function previewUpload(
  { site, upload, ...body }: FileToRead,
  signal?: AbortSignal,
): Promise<Preview> {
  const call = api.POST("/api/v1/sites/{site}/uploads/{upload}/preview", {
    params: { path: { site, upload } },
    body: body as never,
    signal: signal ?? null,
  });
  const preview = await documentOf(call);
  return { ...preview, mapping: wholeMapping(preview.mapping) };
}

/** With the tables that the server leaves out where they are empty. */
function wholeMapping(mapping: object | null | undefined): Mapping | null {
  return mapping ? { columns: {}, constants: {}, types: {}, ...mapping } : null;
}

/** What a mapping begins with where nothing could be guessed. */
export const EMPTY_MAPPING: Mapping = { columns: {}, constants: {}, types: {} };

/** Begins an import, which goes on without whoever began it. */
export function startImport({ site, upload, format, mapping }: FileToRead): Promise<{ job: string }> {
  const body = { upload, mapping, ...(format ? { format } : {}) };
  const call = api.POST("/api/v1/sites/{site}/imports", { params: { path: { site } }, body: body as never });
  return documentOf(call) as Promise<{ job: string }>;
}

export function isOver(job: ImportJob): boolean {
  return job.state === "done" || job.state === "failed";
}

/** The imports from uploads, those under way first. Asked every second while one is under way. */
export function useImportJobs(site: string) {
  return useQuery({
    queryKey: ["import-jobs", site],
    refetchInterval: ({ state }) => (state.data?.jobs.some((job) => !isOver(job)) ? 1000 : false),
    queryFn: () => documentOf(api.GET("/api/v1/sites/{site}/import-jobs", { params: { path: { site } } })),
  });
}

/** One of them. */
export function useImportJob(site: string, job: string) {
  return useQuery({
    queryKey: ["import-jobs", site, job],
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : 500),
    queryFn: () =>
      documentOf(api.GET("/api/v1/sites/{site}/import-jobs/{job}", { params: { path: { site, job } } })),
  });
}

export function cancelJob({ site, job }: { site: string; job: string }) {
  return documentOf(
    api.DELETE("/api/v1/sites/{site}/import-jobs/{job}", { params: { path: { site, job } } }),
  );
}

export function dropUpload({ site, upload }: { site: string; upload: string }) {
  return documentOf(
    api.DELETE("/api/v1/sites/{site}/uploads/{upload}", { params: { path: { site, upload } } }),
  );
}

/** Where the rows that an import rejected are to be had. */
export function rejectsAddress(site: string, id: string): string {
  return `/api/v1/sites/${encodeURIComponent(site)}/imports/${encodeURIComponent(id)}/rejects`;
}
