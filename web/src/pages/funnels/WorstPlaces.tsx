import { useState } from "react";
import { askCsv, useAsk } from "../../api/ask";
import type { DropOffRow, FunnelQuestion } from "../../api/types";
import { CsvButton } from "../../charts/CsvButton";
import { roundMoney } from "../../format/money";
import { count, percent } from "../../format/number";
import { interval, rateChange } from "../../format/rate";
import { type Split, splitOf } from "../../reports/findings";
import { propertyWords, segmentWords } from "../../reports/words";
import { Button } from "../../ui/Button";
import { NumberButton } from "../../ui/NumberButton";
import { Panel } from "../../ui/Panel";
import { Badge, Fault, Skeleton } from "../../ui/States";
import { type Column, Table } from "../../ui/Table";
import { type Cell, cellTitle } from "./cells";

interface WorstPlacesProps {
  site: string;
  question: FunnelQuestion;
  names: string[];
  onSplit: (split: string) => void;
  onOpen: (cell: Cell) => void;
}

/** Which parts lose more than all others, over all properties that events commonly have; the costliest first. */
export function WorstPlaces({ site, question, names, onSplit, onOpen }: WorstPlacesProps) {
  const [withUncertain, setWithUncertain] = useState(false);
  const asked = { kind: "drop_off" as const, of: question, limit: 12 };
  const worst = useAsk(site, asked);
  const columns: Column<DropOffRow>[] = [
    {
      id: "where",
      title: "Where",
      cell: (row) => (
        <>
          <b>{segmentWords(row)}</b>
          <br />
          <span className="faint">
            {names[row.step - 2]} → {names[row.step - 1]}
          </span>
          {row.same_as.length > 0 && (
            <>
              <br />
              <span className="faint">the same people as {row.same_as.map(segmentWords).join(", ")}</span>
            </>
          )}
        </>
      ),
    },
    {
      id: "rate",
      title: "Goes on",
      isNumber: true,
      cell: (row) => (
        <>
          {percent(row.rate.value)} <span className="faint">({interval(row.rate)})</span>
          <br />
          <span className="faint">others {percent(row.others.value)}</span>
        </>
      ),
    },
    {
      id: "difference",
      title: "Difference",
      isNumber: true,
      sortBy: (row) => row.difference.value,
      cell: (row) => (
        <Badge tone={row.significant ? "bad" : "plain"}>
          {rateChange(row.difference)}
          {row.significant ? "" : ", may be chance"}
        </Badge>
      ),
    },
    {
      id: "lost",
      title: "Lost",
      isNumber: true,
      sortBy: (row) => lostOf(row),
      cell: (row) => (
        <>
          <NumberButton
            value={lostOf(row)}
            title={cellTitle(cellOf(row), names)}
            onOpen={() => onOpen(cellOf(row))}
          />{" "}
          of {count(row.rate.denominator)}
        </>
      ),
    },
    {
      id: "excess",
      title: "Beyond the others' rate",
      isNumber: true,
      sortBy: (row) => row.excess_dropped,
      cell: (row) => `about ${count(Math.round(row.excess_dropped))}`,
    },
    {
      id: "value",
      title: "Worth about",
      isNumber: true,
      sortBy: (row) => row.value_lost?.minor ?? 0,
      cell: (row) => (row.value_lost ? roundMoney(row.value_lost) : "–"),
    },
    {
      id: "split",
      title: <span className="spoken">Split</span>,
      cell: (row) => (
        <Button
          size="small"
          onPress={() => onSplit(splitOf(row))}
          aria-label={`Split by ${propertyWords(row.property, row.of)}`}
        >
          Split
        </Button>
      ),
    },
  ];
  const all = worst.data?.rows ?? [];
  const clear = all.filter((row) => row.significant);
  const rows = withUncertain ? all : clear;
  return (
    <Panel
      title="Where is it worse than elsewhere?"
      actions={<CsvButton name={`${site}-drop-off.csv`} fetch={() => askCsv(site, asked)} />}
      lead={
        <>
          Each part against all others, over browser, device, country, channel and more. It says where, not
          why.{" "}
          <a href="/docs/concepts/drop-off" target="_blank" rel="noreferrer">
            How it is computed
          </a>
        </>
      }
    >
      {worst.isError ? (
        <Fault error={worst.error} onRetry={() => worst.refetch()} />
      ) : worst.isPending ? (
        <Skeleton height={220} />
      ) : (
        <>
          {clear.length === 0 && (
            <p className="soft">No part loses clearly more than the others in this time.</p>
          )}
          {rows.length > 0 && (
            <Table
              caption="Parts that lose more than others"
              columns={columns}
              rows={rows}
              keyOf={(row) => `${row.step} ${row.of} ${row.property} ${JSON.stringify(row.value)}`}
            />
          )}
          {all.length > clear.length && (
            <div>
              <Button
                size="small"
                look="quiet"
                aria-pressed={withUncertain}
                onPress={() => setWithUncertain(!withUncertain)}
              >
                {withUncertain
                  ? "Only what is clear"
                  : `Also ${all.length - clear.length} that may be chance`}
              </Button>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}

function lostOf({ rate }: DropOffRow): number {
  return rate.denominator - rate.numerator;
}

function cellOf(row: DropOffRow): Cell {
  const by: Split =
    row.of === "session" ? { property: row.property, of: "session" } : { property: row.property };
  return { step: row.step, outcome: "dropped", part: { by, value: row.value } };
}
