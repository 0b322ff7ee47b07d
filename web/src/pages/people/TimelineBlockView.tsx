import {
  ChevronRight,
  CircleDot,
  CreditCard,
  Eye,
  Fingerprint,
  Heart,
  type LucideIcon,
  MousePointerClick,
  Play,
  Server,
  ShoppingCart,
} from "lucide-react";
import type { TimelineBlock, TimelineEvent } from "../../api/types";
import { money } from "../../format/money";
import { counted } from "../../format/number";
import { clock, duration, moment } from "../../format/time";
import { channelWords } from "../../reports/words";
import { Badge, Note } from "../../ui/States";
import { Property } from "./Identity";
import styles from "./People.module.css";

interface BlockProps {
  block: TimelineBlock;
  zone: string;
  goals: Map<string, string>;
}

/** A session, or what happened outside of one. */
export function TimelineBlockView({ block, zone, goals }: BlockProps) {
  // What Cairn notes beside the events, such as that ids were joined, is shown and not counted.
  const events = block.events.filter(({ event }) => !event.startsWith("$")).length;
  const seconds = (Date.parse(block.end) - Date.parse(block.start)) / 1000;
  return (
    <article className={`${styles.block} ${block.session ? "" : styles.outside}`}>
      <header className={styles.blockHead}>
        <div>
          <h3>{moment(block.start, zone)}</h3>
          <p className="faint">
            {block.session
              ? `session${seconds >= 1 ? ` of ${duration(seconds)}` : ""}, ${counted(events, "event")}`
              : `outside of a session: told by a server or a file, ${counted(events, "event")}`}
          </p>
        </div>
        {block.session && <Origin block={block} />}
      </header>
      <div>
        {block.events.map((event) => (
          <EventView key={event.event_id} event={event} zone={zone} goals={goals} />
        ))}
      </div>
    </article>
  );
}

function Origin({ block }: { block: TimelineBlock }) {
  const device = [block.device.browser, block.device.os, block.device.type].filter(Boolean).join(", ");
  return (
    <div className={styles.origin}>
      {block.channel && <Badge tone="accent">{channelWords(block.channel)}</Badge>}
      {block.source && (
        <span>
          {block.source}
          {block.medium && ` / ${block.medium}`}
          {block.campaign && ` / ${block.campaign}`}
        </span>
      )}
      {device && <span className="faint">{device}</span>}
    </div>
  );
}

function EventView({
  event,
  zone,
  goals,
}: {
  event: TimelineEvent;
  zone: string;
  goals: Map<string, string>;
}) {
  const Icon = iconOf(event);
  const about = event.page?.path ?? event.page?.title;
  const properties = Object.entries(event.properties);
  return (
    <div className={styles.event}>
      <details>
        <summary>
          <Icon aria-hidden />
          <time dateTime={event.event_time}>{clock(event.event_time, zone)}</time>
          <span className={styles.what}>
            <b>{event.event}</b>
            {about && <span className="faint">{about}</span>}
            {event.goals.map((goal) => (
              <Badge key={goal} tone="good">
                {goals.get(goal) ?? goal}
              </Badge>
            ))}
          </span>
          <span className={styles.money}>{event.value && money(event.value)}</span>
          <ChevronRight aria-hidden className={styles.opens} />
        </summary>
        <div className={styles.more}>
          <dl className={styles.facts}>
            {properties.map(([name, value]) => (
              <Property key={name} name={name} value={value} />
            ))}
            {event.order_id && event.properties.order_id !== event.order_id && (
              <Property name="order" value={event.order_id} />
            )}
            {event.user_id && <Property name="user" value={event.user_id} />}
            {event.anonymous_id && <Property name="device" value={event.anonymous_id} />}
            <Property
              name="source"
              value={`${event.source}, told by ${event.trust}${event.import_id ? `, ${event.import_id}` : ""}`}
            />
            <Property name="arrived" value={moment(event.received_at, zone)} />
          </dl>
        </div>
      </details>
      {event.joined && (
        <div className={styles.joined}>
          <Note tone="good">
            Here the device {event.anonymous_id} became {event.user_id}: the first event on it of somebody
            signed in. What it did before belongs to the same person.
          </Note>
        </div>
      )}
    </div>
  );
}

const ICONS: [RegExp, LucideIcon][] = [
  [/^\$identify|sign.?(in|up)|log.?in|regist/i, Fingerprint],
  [/purchase|order|pay|checkout|paid/i, CreditCard],
  [/cart|basket/i, ShoppingCart],
  [/view|page|screen|visit/i, Eye],
  [/video|play|watch/i, Play],
  [/wish|like|favou?r/i, Heart],
  [/click|tap|press/i, MousePointerClick],
];

function iconOf(event: TimelineEvent): LucideIcon {
  const known = ICONS.find(([pattern]) => pattern.test(event.event))?.[1];
  return known ?? (event.trust === "client" ? CircleDot : Server);
}
