/** The village's events: one that Mia holds, with people who come and ask; one that she comes to; one called off. */
import type { Account } from "../../src/db/schema.ts";
import { answerEvent } from "../../src/events/answer.ts";
import { findEventOf } from "../../src/events/beside.ts";
import { blankEvent, type EventDraft } from "../../src/events/draft.ts";
import { holdEvent } from "../../src/events/hold.ts";
import { holdSeries } from "../../src/events/series.ts";
import type { Event } from "../../src/events/store.ts";
import type { Kith } from "../../src/kith.ts";
import { notify } from "../../src/notifications/notify.ts";
import type { People } from "./village.ts";

/** Ids of Mia's, of one that she comes to, and of two of hers that come again, of which one rests. */
export type VillageEvents = { own: number; other: number; again: number; resting: number; page: string };

const HOUR = 3_600_000;

async function hold(
  kith: Kith,
  who: Account,
  text: string,
  event: Partial<EventDraft> & { title: string; starts_at: number },
): Promise<Event> {
  const words = { text, media_ids: [], language: "en", mentioned_ids: [] };
  const status = await holdEvent(kith, who, words, { ...blankEvent, time_zone: "Europe/Berlin", ...event });
  const made = await findEventOf(kith.db, status.id);
  if (made === undefined) throw new Error("no event");
  return made;
}

export async function makeEvents(kith: Kith, people: People): Promise<VillageEvents> {
  const [mia, jon, amara, layla, tom] = ["mia", "jon", "amara", "layla", "tom"].map((name) => people[name]) as [
    Account,
    Account,
    Account,
    Account,
    Account,
  ];
  const start = kith.now() + 30 * HOUR;
  const own = await hold(kith, mia, "We dig, plant and eat together. Children are welcome; bring gloves, and a cup.", {
    title: "Nachbarschaftsfrühjahrspflanzaktion am Kanal",
    starts_at: start,
    ends_at: start + 4 * HOUR,
    place_name: "Lindenhof community garden",
    place_address: "Kanalstraße 12–14, 12059 Berlin",
    latitude: "52.4813",
    longitude: "13.4469",
    capacity: 12,
    guests_max: 3,
    join_mode: "approval",
    mail_guests: true,
    categories: ["Garden"],
  });
  await answerEvent(kith, jon, own, { answer: "yes", number: 2, message: "Shall I bring the wheelbarrow?" });
  await answerEvent(kith, layla, own, { answer: "maybe" });
  const other = await hold(kith, amara, "An evening of old songs, online.", {
    title: "Songs at dusk",
    starts_at: start + 72 * HOUR,
    online_url: "https://songs.example/room/dusk",
    guests_max: 1,
    time_zone: "America/Sao_Paulo",
  });
  for (const one of [mia, tom]) await answerEvent(kith, one, other, { answer: "yes" });
  await hold(kith, jon, "", {
    title: "Radio workshop",
    starts_at: start + 200 * HOUR,
    ends_at: start + 260 * HOUR,
    state: "cancelled",
    place_name: "Town hall",
  });
  await hold(kith, layla, "Who brings the flour?", {
    title: "خبز في الساحة",
    starts_at: start + 400 * HOUR,
    place_name: "ساحة السوق",
  });
  return { own: own.id, other: other.id, ...(await comeAgain(kith, mia, start)), page: `/@mia/${own.status_id}` };
}

/** Of Mia's: one that goes on, and one that rests. */
async function comeAgain(kith: Kith, mia: Account, start: number): Promise<Pick<VillageEvents, "again" | "resting">> {
  const weekly = {
    rule: { freq: "weekly", interval: 1, weekdays: [2, 5], monthday: 0, nth: 0, until: "", count: 12, except: [] },
  } as const;
  const place = { ...blankEvent, time_zone: "Europe/Berlin", place_name: "Under the linden tree" };
  const begin = async (title: string, text: string, starts_at: number) => {
    const words = { text, media_ids: [], language: "en" };
    const status = await holdSeries(kith, mia, words, { event: { ...place, title, starts_at }, ...weekly });
    return (await findEventOf(kith.db, status.id))?.id ?? 0;
  };
  const again = await begin("Choir", "All voices.", start + 24 * HOUR);
  const resting = await begin("Making jam", "Whoever has hands.", start + 48 * HOUR);
  await rests(kith, mia.id, resting);
  return { again, resting };
}

/** As when the next could not be announced, of which its holder has been told. */
async function rests(kith: Kith, account_id: number, event_id: number): Promise<void> {
  const refused = "This account has moved to another. To use it again, take the move back in its settings";
  const still = { next_date: "", next_at: 0, announce_at: 0, refused };
  await kith.write(async (tx, happened) => {
    const { series_id } = await tx.selectFrom("events").selectAll().where("id", "=", event_id).executeTakeFirstOrThrow();
    await tx.updateTable("event_series").set(still).where("id", "=", series_id).execute();
    const told = { type: "post_refused", account_id, from_account_id: account_id, subject_id: series_id ?? 0 } as const;
    await notify(tx, kith, happened, told);
  });
}
