import { useLayoutEffect, useRef } from "react";

/** What scrolls sideways begins where the anchor stands: before it at the right. Once more when it gets another width. */
export function useStartAt<Place extends HTMLElement>(isRight: boolean, width = 0) {
  const scroller = useRef<Place>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another width it begins anew
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollLeft = isRight ? scroller.current.scrollWidth : 0;
  }, [isRight, width]);
  return scroller;
}
