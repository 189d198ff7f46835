/** Events: what people do about them, through the API of their own instance. */
import type { Person } from "../world/person.ts";
import type { AccountJson, StatusJson } from "../world/entities.ts";

export type EventJson = {
  id: string;
  status_id: string;
  title: string;
  content: string;
  start: string;
  end: string | null;
  time_zone: string;
  place: { name: string; address: string; latitude: number | null; longitude: number | null } | null;
  online_url: string | null;
  capacity: number | null;
  join_mode: string;
  external_url: string | null;
  state: string;
  categories: string[];
  going_count: number;
  maybe_count: number;
  waiting_count: number;
  rsvp: { state: string; number: number; invited: boolean } | null;
  status: StatusJson;
};
export type WithEvent = StatusJson & { event?: EventJson };
export type Comer = {
  id: string;
  account: AccountJson | null;
  name: string | null;
  state: string;
  number: number;
  message?: string;
};

const at = "/api/kith/v1/events";
const DAY = 86_400_000;

/** ISO 8601, so many days after the world's now. */
export const inDays = (clock: { now(): number }, days: number): string => new Date(clock.now() + days * DAY).toISOString();

export const holds = async (who: Person, start: string, values: object = {}): Promise<EventJson> =>
  await who.api("POST", at, {
    title: "Harvest dance",
    text: "Bring #apples",
    start,
    place_name: "Village hall",
    time_zone: "Europe/Berlin",
    ...values,
  });

export const answers = async (
  who: Person,
  { id }: { id: string },
  answer: string,
  more: object = {},
): Promise<{ state: string }> => await who.api("POST", `${at}/${id}/rsvp`, { answer, ...more });

export const sees = async (who: Person, { id }: { id: string }): Promise<EventJson> => await who.api("GET", `${at}/${id}`);
export const comers = async (who: Person, { id }: { id: string }): Promise<Comer[]> => await who.api("GET", `${at}/${id}/rsvps`);

/** The event that somebody elsewhere holds, as this person's own instance has it. */
export async function finds(who: Person, event: EventJson): Promise<EventJson> {
  const status = (await who.comesUpon(event.status.uri)) as WithEvent;
  if (status.event === undefined) throw new Error("that is no event here");
  return { ...status.event, status };
}
