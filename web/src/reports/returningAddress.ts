/** A question of who comes back as it stands in the address, where anybody may write anything. */
import { isObject, jsonOf, numberIn } from "./addressed";
import { isUsual, type ReturningDraft, repairedReturning, usualReturning } from "./returning";
import { rulesIn } from "./rules";

/** Nothing for the usual question. */
export function writeReturning(draft: ReturningDraft): string | undefined {
  return isUsual(draft) ? undefined : JSON.stringify(draft);
}

/** From the address. What makes no sense in it is left out, and told in sentences. */
export function readReturning(text: string | undefined): { draft: ReturningDraft; lost: string[] } {
  const usual = usualReturning();
  if (text === undefined) return { draft: usual, lost: [] };
  const value = jsonOf(text);
  if (!isObject(value))
    return { draft: usual, lost: ["The address holds no question: this is the usual one."] };
  const wrong: string[] = [];
  const sound = <T>(field: keyof ReturningDraft, read: (given: unknown) => T | undefined): T | undefined => {
    const given = value[field] ?? undefined;
    const found = given === undefined ? undefined : read(given);
    if (given !== undefined && found === undefined)
      wrong.push(`What the address says of “${field}” makes no sense: the usual holds.`);
    return found;
  };
  const word = <Word extends string>(...words: Word[]) => {
    return (given: unknown) => words.find((one) => one === given);
  };
  const { draft, lost } = repairedReturning({
    start: sound("start", rulesIn) ?? usual.start,
    starts: sound("starts", word("first", "any")) ?? usual.starts,
    return: sound("return", rulesIn) ?? usual.return,
    interval: sound("interval", word("day", "week", "month")) ?? usual.interval,
    mode: sound("mode", word("on", "on_or_after", "rolling")) ?? usual.mode,
    periods: sound("periods", numberIn) ?? usual.periods,
  });
  return { draft, lost: [...wrong, ...lost] };
}
