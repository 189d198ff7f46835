/** What an event's status says to those who know no events: its title, when and where, what is said of it, and where its page is. */
import type { Account, Row } from "../db/schema.ts";
import { readSettings } from "../accounts/settings.ts";
import { localeOfUser } from "../access/language.ts";
import { findUser } from "../accounts/users.ts";
import { escapeHtml } from "../html.ts";
import type { Kith } from "../kith.ts";
import type { Occasion } from "./events.ts";
import type { StatusContent } from "../statuses/entry.ts";
import type { Locale } from "../words/locale.ts";
import { tidiedEvent, type EventDraft } from "./draft.ts";

/** In the language of who holds it, on the clocks of the place. */
async function localeOf(kith: Kith, author: Account): Promise<Locale> {
  const user = await findUser(kith.db, author.id);
  return user === undefined ? kith.locales(kith.instance.language) : localeOfUser(kith, user);
}

/** The time zone of somebody who says none. */
export async function ownZone(kith: Kith, author: Account): Promise<string> {
  const user = await findUser(kith.db, author.id);
  return (user === undefined ? "" : readSettings(user).time_zone) || kith.instance.time_zone;
}

/** Whose description has been composed becomes an event. */
export async function withEvent(kith: Kith, author: Account, content: StatusContent, asked: EventDraft): Promise<StatusContent> {
  const draft = tidiedEvent(asked);
  const locale = await localeOf(kith, author);
  const note = content.content;
  return {
    ...content,
    content: `${headOf(draft, locale)}${note}${linkOf(draft)}`,
    event: { ...draft, note, organiser_uri: "" },
  };
}

function headOf(draft: EventDraft, locale: Locale): string {
  const state = draft.state === "confirmed" ? "" : `${locale.t(`events.state_${draft.state}`)}: `;
  const where = placeLine(draft);
  const lines = [locale.times.inZone(draft.time_zone).span(draft), where].filter((line) => line !== "");
  return `<p><strong>${escapeHtml(state + draft.title)}</strong></p><p>${lines.map((line) => escapeHtml(line)).join("<br>")}</p>`;
}

const linkOf = ({ online_url }: EventDraft): string => {
  if (online_url === "") return "";
  const address = escapeHtml(online_url);
  return `<p><a href="${address}" rel="nofollow noopener noreferrer" target="_blank">${address}</a></p>`;
};

type Place = Pick<Row<"events">, "place_name" | "place_address">;

/** In one line. */
export const placeLine = ({ place_name, place_address }: Place): string =>
  [place_name, place_address.replaceAll(/\s*\n\s*/g, ", ")].filter((part) => part !== "").join(", ");

/** When and where, in one line: for lists of posts, and what is told of an event elsewhere. */
export const summaryOf = (event: Occasion, locale: Locale): string =>
  [locale.times.inZone(event.time_zone).span({ ...event, all_day: event.all_day === 1 }), placeLine(event)]
    .filter((part) => part !== "")
    .join(" \u00b7 ");
