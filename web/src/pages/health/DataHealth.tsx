export function DataHealth() {
  return null;
}
