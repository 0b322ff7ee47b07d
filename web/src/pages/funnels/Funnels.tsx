export function Funnels() {
  return null;
}
