import { useRef } from "react";
import type { DrawnNode } from "../../charts/flowCells";
import { type FlowDraft, MOST_ROWS } from "../../reports/flow";
import { withHidden } from "../../reports/flowClean";
import { anchorFrom } from "../../reports/flowStarts";
import { OpenMenu } from "../../ui/Menu";

interface NodeMenuProps {
  node: DrawnNode;
  /** What opened it. */
  button: HTMLButtonElement;
  draft: FlowDraft;
  events: string[];
  /** What is asked instead, and what that did. */
  onChange: (draft: FlowDraft, words: string) => void;
  /** Nothing where there is no other name. */
  onMerge: (() => void) | undefined;
  onClose: () => void;
}

interface Item {
  id: string;
  name: string;
  onChoose: () => void;
}

/** What may be done with a name in the picture: what makes no sense of it is not offered. */
export function NodeMenu({ node, button, draft, events, onChange, onMerge, onClose }: NodeMenuProps) {
  const at = useRef<HTMLElement | null>(button);
  const items =
    node.kind === "other" ? itemsOfOther(draft, onChange) : itemsOf(node.name, draft, events, onChange);
  if (node.kind !== "other" && onMerge)
    items.splice(1, 0, { id: "merge", name: "Merge with …", onChoose: onMerge });
  return <OpenMenu at={at} label={`More about ${node.name}`} items={items} onClose={onClose} />;
}

function itemsOf(
  name: string,
  draft: FlowDraft,
  events: string[],
  onChange: NodeMenuProps["onChange"],
): Item[] {
  const clean = withHidden(draft.clean, name);
  const anchor = anchorFrom(name, draft, events);
  return [
    ...(clean
      ? [
          {
            id: "hide",
            name: "Hide this name",
            onChoose: () => onChange({ ...draft, clean }, `${name} is hidden`),
          },
        ]
      : []),
    ...(anchor
      ? [
          {
            id: "start",
            name: "Start from here",
            onChoose: () => onChange({ ...draft, anchor }, `Paths begin with ${name} now`),
          },
        ]
      : []),
  ];
}

function itemsOfOther(draft: FlowDraft, onChange: NodeMenuProps["onChange"]): Item[] {
  const rows = Math.min(MOST_ROWS, draft.rows + 10);
  const words = `Up to ${rows} names of a column are told now`;
  return [{ id: "more", name: "Tell ten more names", onChoose: () => onChange({ ...draft, rows }, words) }];
}
