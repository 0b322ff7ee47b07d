type Place = [number, number];

interface Spark {
  solid: Place[];
  /** From the last that is over to the end. */
  dashed: Place[];
  end: Place | undefined;
}

/** Where a small line runs: the least value at the bottom is nothing, the greatest at the top. */
export function sparkOf(
  points: { value: number; isMature: boolean }[],
  { width, height }: { width: number; height: number },
): Spark {
  const most = Math.max(1, ...points.map(({ value }) => value));
  const inner = { width: width - 5, height: height - 5 };
  const round = (value: number) => Math.round(value * 10) / 10;
  const places = points.map(({ value }, at): Place => {
    const share = points.length < 2 ? 1 : at / (points.length - 1);
    return [round(2.5 + inner.width * share), round(2.5 + inner.height * (1 - value / most))];
  });
  const open = points.findIndex(({ isMature }) => !isMature);
  const cut = open < 0 ? places.length : open;
  return { solid: places.slice(0, cut), dashed: places.slice(Math.max(0, cut - 1)), end: places.at(-1) };
}
