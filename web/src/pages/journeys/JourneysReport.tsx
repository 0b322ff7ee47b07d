import { useState } from "react";
import { askCsv, useAsk } from "../../api/ask";
import { useSites } from "../../api/resources";
import type { Goal } from "../../api/types";
import { common, rangeWords, type View } from "../../app/view";
import { ChartFrame } from "../../charts/ChartFrame";
import { FlowColumns } from "../../charts/FlowColumns";
import { FlowSankey } from "../../charts/FlowSankey";
import { beyond, type DrawnNode, drawnFlow } from "../../charts/flowCells";
import { counted } from "../../format/number";
import { NothingYet } from "../../parts/connecting/NothingYet";
import { PeopleDrawer } from "../../parts/people/PeopleDrawer";
import { behind } from "../../reports/behind";
import { type FlowDraft, flowQuestion, MOST_ROWS } from "../../reports/flow";
import {
  askedCell,
  type FlowCell,
  flowCellTitle,
  flowN,
  flowSentence,
  flowTerms,
  flowTitle,
  flowUnits,
  flowWords,
} from "../../reports/flowWords";
import { useKept } from "../../reports/kept";
import { Button } from "../../ui/Button";
import { Segmented } from "../../ui/Segmented";
import { Empty, Fault, Note, Skeleton } from "../../ui/States";
import { say } from "../../ui/toast";
import { FlowTable } from "./FlowTable";
import { MergeDialog } from "./MergeDialog";
import { NodeMenu } from "./NodeMenu";

interface JourneysReportProps {
  site: string;
  view: View;
  draft: FlowDraft;
  goals: Goal[];
  events: string[];
  onChange: (draft: FlowDraft) => void;
  onRange: (range: string) => void;
}

const FORMS = [
  { id: "columns", name: "Columns" },
  { id: "sankey", name: "Sankey" },
];

/** The answer: columns of names, or the same as ribbons. */
export function JourneysReport(props: JourneysReportProps) {
  const { site, view, draft, goals, events, onChange, onRange } = props;
  const [cell, setCell] = useState<FlowCell | null>(null);
  const [menu, setMenu] = useState<{ node: DrawnNode; button: HTMLButtonElement } | null>(null);
  const [merging, setMerging] = useState<string | null>(null);
  const [form, setForm] = useKept<string>("cairn-flow-form", "columns");
  const sites = useSites();
  const words = flowWords(draft, goals);
  const question = flowQuestion(draft, common(view));
  const answer = useAsk(site, question);
  if (answer.isError) return <Fault error={answer.error} onRetry={() => answer.refetch()} />;
  if (answer.isPending || sites.isPending) return <Skeleton height={heightFor(draft)} />;
  const { columns, links, now, notes } = answer.data;
  if ((columns[0]?.total ?? 0) === 0) {
    if (sites.data?.sites.find((one) => one.id === site)?.events === 0) return <NothingYet site={site} />;
    return (
      <NobodyThere
        anchor={words.anchor}
        view={view}
        notes={notes}
        onRange={onRange}
        onPersons={draft.count === "sessions" ? () => onChange({ ...draft, count: "persons" }) : undefined}
      />
    );
  }
  const told = drawnFlow(answer.data, words);
  // Time goes to the right, so that what came before an anchor stands before it.
  const drawn = draft.direction === "before" ? told.toReversed() : told;
  const names = [...new Set(columns.slice(1).flatMap(({ nodes }) => nodes.map(({ name }) => name)))];
  // What goes out of sight is said, with the way back.
  const change = (next: FlowDraft, did: string) => {
    onChange(next);
    say(did, { name: "Undo", onChoose: () => onChange(draft) });
  };
  const sentence = flowSentence(answer.data, words);
  const left = beyond(columns);
  const isSankey = form === "sankey";
  const picture = { columns: drawn, links, words, onOpen: setCell };
  return (
    <>
      <ChartFrame
        title={flowTitle(words)}
        terms={flowTerms(draft, words)}
        sentence={sentence}
        units={flowUnits(words)}
        n={flowN(columns, words)}
        answer={answer.data}
        csv={{ name: `${site}-flow.csv`, fetch: () => askCsv(site, question) }}
        picture={() =>
          isSankey
            ? import("../../charts/sankeyPicture").then((module) => module.sankeyPicture(drawn, links, words))
            : import("../../charts/flowPicture").then((module) => module.flowPicture(drawn, words))
        }
        help={{ href: "/docs/concepts/flow", name: "How it is computed" }}
        actions={<Segmented label="Picture" choices={FORMS} value={form} onChange={setForm} />}
        table={<FlowTable columns={columns} links={links} words={words} onOpen={setCell} />}
      >
        {isSankey ? (
          <FlowSankey label={`${flowTitle(words)} ${sentence}`} {...picture} />
        ) : (
          <FlowColumns
            label="Names by columns"
            {...picture}
            hasMenu={({ kind }) => kind === "name" || (kind === "other" && draft.rows < MOST_ROWS)}
            onMenu={(node, button) => setMenu({ node, button })}
          />
        )}
        {left > 0 && (
          <p className="faint">
            {counted(left, words.unit)}{" "}
            {draft.direction === "before"
              ? `${left === 1 ? "has" : "have"} more before the last column.`
              : `${left === 1 ? "goes" : "go"} on after the last column.`}
          </p>
        )}
      </ChartFrame>
      {menu && (
        <NodeMenu
          {...menu}
          draft={draft}
          events={events}
          onChange={change}
          onMerge={names.length > 1 ? () => setMerging(menu.node.name) : undefined}
          onClose={() => setMenu(null)}
        />
      )}
      {merging !== null && (
        <MergeDialog
          name={merging}
          names={names.filter((name) => name !== merging)}
          clean={draft.clean}
          onMerge={(clean, as) => {
            setMerging(null);
            change({ ...draft, clean }, `They are called ${as} now`);
          }}
          onClose={() => setMerging(null)}
        />
      )}
      {cell && (
        <PeopleDrawer
          site={site}
          {...behind(question, now, { ...askedCell(cell) }, flowCellTitle(cell, words))}
          onClose={() => setCell(null)}
        />
      )}
    </>
  );
}

interface NobodyThereProps {
  anchor: string;
  view: View;
  notes: string[];
  onRange: (range: string) => void;
  onPersons: (() => void) | undefined;
}

/** Nothing to begin with: in this time, or in no session. */
function NobodyThere({ anchor, view, notes, onRange, onPersons }: NobodyThereProps) {
  // What servers send lies in no session, and the note says how much of it there is.
  const isOutside = onPersons !== undefined && notes.some((note) => note.includes("in no session"));
  const action = isOutside ? (
    <Button look="primary" onPress={onPersons}>
      Count persons
    </Button>
  ) : view.range !== "all" ? (
    <Button look="primary" onPress={() => onRange("all")}>
      Look at all time
    </Button>
  ) : undefined;
  return (
    <Empty title={isOutside ? "No session has it" : "Nothing begins in this time"} action={action}>
      <p>
        {isOutside
          ? `What counts as ${anchor} comes from servers, which have no sessions. Paths of persons hold it.`
          : `There is no ${anchor} in ${rangeWords(view)}. Choose a longer time${view.filters ? ", remove a filter" : ""} or another anchor.`}
      </p>
      {notes.map((note) => (
        <Note key={note}>{note}</Note>
      ))}
    </Empty>
  );
}

/** What a picture of so many rows takes, so that nothing jumps. */
function heightFor({ rows }: FlowDraft): number {
  return 200 + Math.min(68 + 57 * (Math.min(rows, 8) + 2), window.innerHeight * 0.74);
}
