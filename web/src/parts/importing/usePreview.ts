import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type FileToRead, previewUpload, type Reading } from "../../api/importing";
import { missingOf } from "./mappingEdit";

/** Long enough that typing is not asked about letter by letter. */
const PAUSE_MILLIS = 400;

/** What the file would become; what was shown stays until the next is there, also where a mapping is at fault. */
export function usePreview(file: FileToRead) {
  const asked = useSettled(file);
  const preview = useQuery({
    queryKey: ["preview", asked],
    enabled: isWhole(asked.mapping),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => previewUpload(asked, signal),
  });
  const [last, setLast] = useState(preview.data);
  useEffect(() => {
    if (preview.data) setLast(preview.data);
  }, [preview.data]);
  const isBusy = preview.isFetching || JSON.stringify(asked) !== JSON.stringify(file);
  return { found: preview.data ?? last, error: preview.error, isBusy, refetch: preview.refetch };
}

/** A mapping without an event's name or time makes no events: the reader is still at it. */
function isWhole(mapping: Reading): boolean {
  return typeof mapping !== "object" || mapping === null || missingOf(mapping).length === 0;
}

/** The value once it has stood still for a moment. Equal content is the same value. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const isEqual = JSON.stringify(settled) === JSON.stringify(value);
  useEffect(() => {
    if (isEqual) return;
    const timer = setTimeout(() => setSettled(value), PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [value, isEqual]);
  return isEqual ? value : settled;
}
