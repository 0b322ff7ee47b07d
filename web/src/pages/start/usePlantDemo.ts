import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { DEMO, plantDemo } from "../../api/demo";
import type { Place } from "./steps";

/** Plants the demo shop, then shows how far it is; goes to the shop at once if it is there already. */
export function usePlantDemo(go: (place: Place) => void) {
  const enter = useEnterDemo();
  return useMutation({
    mutationFn: () => plantDemo(),
    onSuccess: (job) => (job === null ? enter() : go({ step: "demo", job })),
  });
}

/** Goes to the shop, which no list that was loaded before has. */
export function useEnterDemo() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useCallback(() => {
    void client.invalidateQueries();
    void navigate({ to: "/sites/$site/home", params: { site: DEMO }, replace: true });
  }, [client, navigate]);
}
