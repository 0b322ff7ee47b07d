import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { Dialog } from "./Dialog";

afterEach(cleanup);

/** A button that had the focus when the dialog before it was opened. */
function opened(onClose: () => void) {
  const page = (isOpen: boolean) => (
    <>
      <button type="button">opens</button>
      <Dialog title="Who?" isOpen={isOpen} onClose={onClose}>
        <a href="#one">one</a>
      </Dialog>
    </>
  );
  const { rerender } = render(page(false));
  screen.getByRole("button", { name: "opens" }).focus();
  rerender(page(true));
  return { close: () => rerender(page(false)) };
}

const pressEscape = (target: Element) =>
  act(() => {
    target.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  });
/** As a browser does it when what has the focus becomes inert. */
const loseFocus = () => act(() => (document.activeElement as HTMLElement | null)?.blur());

test("Escape closes a dialog while nothing has the focus, and while something in it has", () => {
  const onClose = vi.fn();
  opened(onClose);
  loseFocus();
  pressEscape(document.body);
  expect(onClose).toHaveBeenCalledTimes(1);
  pressEscape(screen.getByRole("link", { name: "one" }));
  expect(onClose).toHaveBeenCalledTimes(2);
});

test("of several dialogs the one in front closes", () => {
  const [behind, front] = [vi.fn(), vi.fn()];
  const dialogs = (
    <>
      <Dialog title="Behind" isOpen onClose={behind}>
        1
      </Dialog>
      <Dialog title="In front" isOpen onClose={front}>
        2
      </Dialog>
    </>
  );
  render(dialogs);
  loseFocus();
  pressEscape(document.body);
  expect([behind.mock.calls.length, front.mock.calls.length]).toEqual([0, 1]);
});

test("what opened it has the focus after it, also where the dialog never had it", async () => {
  const { close } = opened(() => {});
  loseFocus();
  close();
  await vi.waitFor(() => expect(document.activeElement?.textContent).toBe("opens"));
});
