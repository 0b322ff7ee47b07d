import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { ApiFailure } from "../../api/failure";
import { useSites } from "../../api/resources";
import { Cairn } from "../../ui/Cairn";
import { Fault, Skeleton } from "../../ui/States";
import { ChooseWay } from "./ChooseWay";
import { DemoStep } from "./DemoStep";
import { ModelStep } from "./ModelStep";
import { SiteStep } from "./SiteStep";
import styles from "./Start.module.css";
import { isReachable, type Place, STEPS, shownStep } from "./steps";

// Who comes to a later step has looked at an earlier one: what only they need is loaded meanwhile.
const GoalsStep = lazy(() => import("./GoalsStep").then((module) => ({ default: module.GoalsStep })));
const ConnectStep = lazy(() => import("./ConnectStep").then((module) => ({ default: module.ConnectStep })));
const AnswerStep = lazy(() => import("./AnswerStep").then((module) => ({ default: module.AnswerStep })));

/** The first run: from nothing to a first answer. The place stands in the address. */
export function Start() {
  const place: Place = useSearch({ from: "/start" });
  const sites = useSites();
  const navigate = useNavigate();
  const step = shownStep(place);
  const go = (next: Place) => void navigate({ to: "/start", search: next });
  if (sites.error instanceof ApiFailure && sites.error.status === 401)
    return <Navigate to="/sign-in" replace />;
  return (
    <div className={styles.frame}>
      <header className={styles.bar}>
        <span className={styles.brand}>
          <Cairn size={22} />
          Cairn
        </span>
        {(sites.data?.sites.length ?? 0) > 0 && <Link to="/">Back to your sites</Link>}
      </header>
      {step !== "choose" && step !== "demo" && <StepList place={place} step={step} />}
      <main className={styles.page}>
        {sites.isPending ? (
          <Skeleton height={280} />
        ) : sites.isError ? (
          <Fault error={sites.error} onRetry={() => void sites.refetch()} />
        ) : (
          <Suspense fallback={<Skeleton height={280} />}>
            <Shown place={place} go={go} />
          </Suspense>
        )}
      </main>
    </div>
  );
}

interface ShownProps {
  place: Place;
  go: (place: Place) => void;
}

function Shown({ place, go }: ShownProps) {
  const step = shownStep(place);
  const { site = "", model = "" } = place;
  useFocusOnChange(step);
  switch (step) {
    case "choose":
      return <ChooseWay go={go} />;
    case "demo":
      return <DemoStep job={place.job} go={go} />;
    case "model":
      return <ModelStep chosen={model} onChoose={(id) => go({ step: "site", model: id })} />;
    case "site":
      return <SiteStep model={model} onMade={(id) => go({ step: "goals", site: id })} />;
    case "goals":
      return <GoalsStep key={site} site={site} onDone={() => go({ step: "connect", site })} />;
    case "connect":
      return <ConnectStep site={site} onDone={() => go({ step: "answer", site })} />;
    case "answer":
      return <AnswerStep site={site} onBack={() => go({ step: "connect", site })} />;
  }
}

/** Who reads by ear hears the new page's question, and the page begins at its top. */
function useFocusOnChange(step: string) {
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    window.scrollTo(0, 0);
    // A page that asks for something has put the reader there already.
    if (document.activeElement?.matches("main input")) return;
    const title = document.querySelector<HTMLElement>("main h1");
    title?.setAttribute("tabindex", "-1");
    title?.focus();
  }, [step]);
}

function StepList({ place, step }: { place: Place; step: string }) {
  const at = STEPS.findIndex(({ id }) => id === step);
  return (
    <nav aria-label="Steps" className={styles.steps}>
      <ol>
        {STEPS.map(({ id, name }, index) => {
          const isPast = index < at;
          const content = (
            <>
              <span className={styles.mark}>{isPast ? <Check aria-label="done" /> : index + 1}</span>
              <span>{name}</span>
            </>
          );
          return (
            <li key={id} data-past={isPast || undefined} aria-current={id === step ? "step" : undefined}>
              {id !== step && isReachable(id, place) ? (
                <Link to="/start" search={{ ...place, step: id }} className={styles.step}>
                  {content}
                </Link>
              ) : (
                <span className={styles.step}>{content}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
