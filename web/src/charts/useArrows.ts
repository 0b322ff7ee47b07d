import { type KeyboardEvent, type RefObject, useEffect } from "react";

const STEPS: Record<string, [down: number, right: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** One way into a grid by Tab, and arrow keys from cell to cell in it, to the first button of each: nobody has to press Tab
 * a hundred times to get past. Cells without a button are stepped over; in a cell with several Tab goes on to the next. */
export function useArrows(grid: RefObject<HTMLTableElement | null>) {
  // Whatever was drawn anew, one of the buttons is reached by Tab: the one that was left last, else the first.
  useEffect(() => {
    const buttons = buttonsIn(grid.current);
    const left = buttons.find((button) => button.dataset.left !== undefined) ?? buttons[0];
    const cell = left?.closest("td, th");
    for (const button of buttons) button.tabIndex = cell?.contains(button) ? 0 : -1;
  });
  const enter = (button: HTMLButtonElement) => {
    for (const other of buttonsIn(grid.current)) {
      other.tabIndex = -1;
      delete other.dataset.left;
    }
    for (const own of button.closest("td, th")?.querySelectorAll("button") ?? []) own.tabIndex = 0;
    button.dataset.left = "";
  };
  return {
    onFocus: ({ target }: { target: EventTarget }) => {
      if (target instanceof HTMLButtonElement) enter(target);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      const cell = (event.target as HTMLElement).closest<HTMLTableCellElement>("td, th");
      if (!step || !cell || event.metaKey || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      nextButton(cell, step)?.focus();
    },
  };
}

function buttonsIn(grid: HTMLTableElement | null): HTMLButtonElement[] {
  return [...(grid?.querySelectorAll("button") ?? [])];
}

/** The next button in a direction, whatever lies between. */
function nextButton(from: HTMLTableCellElement, [down, right]: [number, number]) {
  const rows = from.closest("table")?.rows;
  let row = (from.parentElement as HTMLTableRowElement).rowIndex;
  let column = from.cellIndex;
  while (rows) {
    row += down;
    column += right;
    const cell = rows[row]?.cells[column];
    if (!cell) return undefined;
    const button = cell.querySelector("button");
    if (button) return button;
  }
  return undefined;
}
