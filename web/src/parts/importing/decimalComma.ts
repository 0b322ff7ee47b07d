/** Numbers with a comma before their fraction; points may part thousands. */
const WITH_COMMA = /^[-+]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/;

/** Whether all of some amounts are written with a decimal comma, and at least one of them shows it. */
export function haveDecimalComma(samples: string[]): boolean {
  const amounts = samples.map((sample) => sample.trim()).filter((sample) => sample !== "");
  return amounts.every((amount) => WITH_COMMA.test(amount)) && amounts.some((amount) => amount.includes(","));
}
