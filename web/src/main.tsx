import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiFailure, Unreachable } from "./api/failure";
import { Away } from "./app/Away";
import { router } from "./app/router";
import { applyTheme } from "./app/theme";
import "./ui/base.css";
import { Toasts } from "./ui/toast";

applyTheme();

/** So soon after the server is back, a page that waits for it shows it. */
const LONGEST_WAIT_MS = 4_000;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal stays one; a server that is away comes back, and Away says so meanwhile.
      retry: (failures, error) =>
        error instanceof Unreachable ||
        (!(error instanceof ApiFailure && error.status < 500) && failures < 4),
      retryDelay: (failures) => Math.min(1_000 * 2 ** failures, LONGEST_WAIT_MS),
    },
  },
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Away />
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </StrictMode>,
  );
}
