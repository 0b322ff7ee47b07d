import type { OverviewAnswer, OverviewGoal } from "../../api/types";
import { common, type View } from "../../app/view";
import { money, roundMoney } from "../../format/money";
import { change, count, percent } from "../../format/number";
import { interval, rateChange } from "../../format/rate";
import { PeopleCount } from "../../parts/people/PeopleCount";
import { behindEverything, behindGoal } from "../../reports/behind";
import { Tile, TileRow } from "../../ui/Tile";
import styles from "./Home.module.css";

interface TilesProps {
  site: string;
  view: View;
  answer: OverviewAnswer;
  star: OverviewGoal | undefined;
}

/** The few figures one looks at each morning, each with what it is of and what it was. */
export function Tiles({ site, view, answer, star }: TilesProps) {
  const asked = common(view);
  const before = answer.compare?.activity;
  const total = star?.total;
  const previous = star?.previous;
  return (
    <TileRow>
      {star && total && (
        <Tile name={star.name} beside={against(total.conversions, previous?.conversions)}>
          <PeopleCount
            site={site}
            value={total.conversions}
            unit="conversion"
            behind={behindGoal({ id: star.goal, name: star.name }, asked, answer.now)}
          />
        </Tile>
      )}
      {!total?.value && total?.amounts && total.amounts.length > 0 && (
        <Tile name="Value" beside="currencies are not added up">
          {total.amounts.map((amount) => (
            <span key={amount.currency} className={styles.amount}>
              {roundMoney(amount)}
            </span>
          ))}
        </Tile>
      )}
      {total?.value && (
        <Tile
          name="Value"
          beside={
            previous?.value?.currency === total.value.currency
              ? against(total.value.minor, previous.value.minor, money(previous.value))
              : `${money(total.value)} exactly`
          }
        >
          {roundMoney(total.value)}
        </Tile>
      )}
      {star && total?.rate && (
        <Tile
          name="Rate of active persons"
          beside={
            star.rate_change
              ? `${rateChange(star.rate_change)} vs. before`
              : `${interval(total.rate)} of ${count(total.rate.denominator)}`
          }
        >
          {percent(total.rate.value)}
        </Tile>
      )}
      <Tile
        name="Persons"
        beside={
          against(answer.activity.persons, before?.persons) ?? `${count(answer.activity.events)} events`
        }
      >
        <PeopleCount
          site={site}
          value={answer.activity.persons}
          behind={behindEverything(asked, answer.now)}
        />
      </Tile>
      <Tile name="Sessions" beside={against(answer.activity.sessions, before?.sessions)}>
        {count(answer.activity.sessions)}
      </Tile>
    </TileRow>
  );
}

function against(now: number, before: number | undefined, words?: string): string | undefined {
  if (before === undefined) return undefined;
  const by = change(now, before);
  return by ? `${by} vs. ${words ?? count(before)} before` : `${words ?? count(before)} before`;
}
