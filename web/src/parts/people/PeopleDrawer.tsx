import { lazy, Suspense } from "react";
import type { CellPeopleProps } from "./CellPeople";

// Loaded when a number is opened: no page needs it to be seen.
const CellPeople = lazy(() => import("./CellPeople").then((module) => ({ default: module.CellPeople })));

/** The people behind a number, beside it. */
export function PeopleDrawer(props: CellPeopleProps) {
  return (
    <Suspense>
      <CellPeople {...props} />
    </Suspense>
  );
}
