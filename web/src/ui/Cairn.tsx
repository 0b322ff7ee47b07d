/** The sign of the house, in the accent of light and dark. `public/icon.svg` is the same for the browser's tab. */
export function Cairn({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="var(--accent)" aria-hidden="true">
      <ellipse cx="16" cy="26" rx="13" ry="4.6" />
      <ellipse cx="15" cy="17.6" rx="9.2" ry="4" />
      <ellipse cx="16.6" cy="10.2" rx="6" ry="3.2" />
      <ellipse cx="15.6" cy="4.4" rx="3.4" ry="2.2" />
    </svg>
  );
}
