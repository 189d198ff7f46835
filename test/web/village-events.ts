/** The village's events: one that Mia holds, with people who come and ask; one that she comes to; one called off. */
import type { Account } from "../../src/db/schema.ts";
import { answerEvent } from "../../src/events/answer.ts";
import { findEventOf } from "../../src/events/beside.ts";
import { blankEvent, type EventDraft } from "../../src/events/draft.ts";
import { holdEvent } from "../../src/events/hold.ts";
import type { Event } from "../../src/events/store.ts";
import type { Kith } from "../../src/kith.ts";
import type { People } from "./village.ts";

/** Ids of Mia's and of one that she comes to. */
export type VillageEvents = { own: number; other: number; page: string };

const HOUR = 3_600_000;

export async function makeEvents(kith: Kith, people: People): Promise<VillageEvents> {
  const [mia, jon, amara, layla, tom] = ["mia", "jon", "amara", "layla", "tom"].map((name) => people[name]) as [
    Account,
    Account,
    Account,
    Account,
    Account,
  ];
  const hold = async (
    who: Account,
    text: string,
    event: Partial<EventDraft> & { title: string; starts_at: number },
  ): Promise<Event> => {
    const status = await holdEvent(
      kith,
      who,
      { text, media_ids: [], language: "en", mentioned_ids: [] },
      { ...blankEvent, time_zone: "Europe/Berlin", ...event },
    );
    const made = await findEventOf(kith.db, status.id);
    if (made === undefined) throw new Error("no event");
    return made;
  };
  const start = kith.now() + 30 * HOUR;
  const own = await hold(mia, "We dig, plant and eat together. Children are welcome; bring gloves, and a cup.", {
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
  const other = await hold(amara, "An evening of old songs, online.", {
    title: "Songs at dusk",
    starts_at: start + 72 * HOUR,
    online_url: "https://songs.example/room/dusk",
    guests_max: 1,
    time_zone: "America/Sao_Paulo",
  });
  for (const one of [mia, tom]) await answerEvent(kith, one, other, { answer: "yes" });
  await hold(jon, "", {
    title: "Radio workshop",
    starts_at: start + 200 * HOUR,
    ends_at: start + 260 * HOUR,
    state: "cancelled",
    place_name: "Town hall",
  });
  await hold(layla, "Who brings the flour?", { title: "خبز في الساحة", starts_at: start + 400 * HOUR, place_name: "ساحة السوق" });
  return { own: own.id, other: other.id, page: `/@mia/${own.status_id}` };
}
