/** What the form of an event says of it. */
import type { EventDraft } from "../../events/draft.ts";
import { isTimeZone } from "../../words/locale.ts";
import type { Visit } from "../frame/visit.ts";

const DAY = 86_400_000;

/** Times are on the clocks of the place; of whole days only the days count, the last one whole. */
export function readDraft(visit: Visit, before: EventDraft): EventDraft {
  const { form, locale } = visit;
  const time_zone = form.text("time_zone").trim() || before.time_zone;
  const times = locale.times.inZone(isTimeZone(time_zone) ? time_zone : "UTC");
  const all_day = form.has("all_day");
  const read = (name: string): number => {
    const typed = form.text(name).trim();
    if (typed === "") return 0;
    // A browser without such a control sends what was typed.
    const minute = typed.replace(" ", "T").slice(0, 16);
    const whole = minute.length === 10 ? `${minute}T00:00` : minute;
    return times.readMinute(all_day ? `${whole.slice(0, 10)}T00:00` : whole);
  };
  const [starts_at, last] = [read("starts"), read("ends")];
  // The next midnight, however long that day is.
  const midnight = (at: number) => times.readMinute(`${times.isoDay(at + 1.5 * DAY - DAY / 12)}T00:00`);
  const one = <Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice =>
    choices.find((choice) => choice === form.text(name)) ?? otherwise;
  return {
    title: form.text("title"),
    starts_at,
    ends_at: all_day && last > 0 ? midnight(last) : last,
    time_zone,
    all_day,
    place_name: form.text("place_name"),
    place_address: form.text("place_address"),
    latitude: form.text("latitude").trim().replace(",", "."),
    longitude: form.text("longitude").trim().replace(",", "."),
    online_url: form.text("online_url"),
    capacity: Number(form.text("capacity") || 0),
    join_mode: one("join_mode", ["free", "approval", "invited", "external"], before.join_mode),
    external_url: form.text("external_url"),
    guests_max: Number(form.text("guests_max") || 0),
    mail_guests: form.has("mail_guests"),
    state: one("state", ["confirmed", "tentative", "cancelled"], before.state),
    categories: form.text("categories").split(","),
  };
}

/** What is no time is shown as it was typed. */
export const shownAgain = (draft: EventDraft): EventDraft => ({
  ...draft,
  time_zone: isTimeZone(draft.time_zone) ? draft.time_zone : "UTC",
  starts_at: Number.isFinite(draft.starts_at) ? draft.starts_at : 0,
  ends_at: Number.isFinite(draft.ends_at) ? draft.ends_at : 0,
});
