import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type FileToRead, previewUpload } from "../../../api/importing";

/** Long enough that typing is not asked about letter by letter. */
const PAUSE_MILLIS = 400;

/** What the file would become; what was shown stays until the next is there. */
export function usePreview(file: FileToRead) {
  const asked = useSettled(file);
  const preview = useQuery({
    queryKey: ["preview", asked],
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => previewUpload(asked, signal),
  });
  return { ...preview, isBusy: preview.isFetching || JSON.stringify(asked) !== JSON.stringify(file) };
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
