/** Opens the command palette from anywhere. */
export const PALETTE = "cairn-palette";

export function openPalette() {
  window.dispatchEvent(new Event(PALETTE));
}
