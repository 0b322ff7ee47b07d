export function Conversions() {
  return null;
}
