/** What notices tell of besides posts: warnings, lost connections, events that are gone, and what could not be posted. */
import type { Row } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Refused, Subjects } from "../../src/notifications/subjects.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";
import { nameOf } from "./names.ts";
import { shortened } from "./words.ts";

/** What the moderators wrote. */
export const warningView = (strike: Row<"strikes"> | undefined): Html =>
  strike === undefined || strike.comment === "" ? raw("") : html`<p class="excerpt" dir="auto">${strike.comment}</p>`;

/** What it was, why it was refused, and the way to it. */
export function refusedView(one: Refused | undefined, ctx: ViewContext): Html {
  if (one === undefined) return raw("");
  const why = one.refused === "" ? "" : html`<p>${ctx.locale.refusal(one.refused)}</p>`;
  const ways = {
    draft: `${routes.drafts}#draft-${one.id}`,
    recurring: `${routes.recurring}#recurring-${one.id}`,
    event: routes.eventPage(one.id, "series"),
  };
  const label = ctx.t(`notifications.see_refused_${one.kind}`);
  return html`${why}<p class="excerpt" dir="auto">${shortened(one.text, 160)}</p><p><a class="button" href="${ways[one.kind]}">${label}</a></p>`;
}

/** Who held it is named without a link: most often they are gone, too. */
export function goneSentence(gone: Row<"gone_events"> | undefined, { accounts }: Subjects, { t }: ViewContext): Html {
  const holder = accounts.get(gone?.account_id ?? 0);
  const name = holder === undefined ? "" : nameOf(holder);
  return html`<span dir="auto">${t(`notifications.event_gone_${gone?.reason ?? "deleted"}`, { name })}</span>`;
}

/** What it was, and when and where. */
export function goneView(gone: Row<"gone_events"> | undefined, { locale }: ViewContext): Html {
  if (gone === undefined) return raw("");
  const when = locale.times.inZone(gone.time_zone).span({ ...gone, all_day: gone.all_day === 1 });
  const where = [gone.place_name, gone.place_address.replaceAll(/\s*\n\s*/g, ", ")].filter((part) => part !== "");
  return html`<p class="excerpt" dir="auto"><strong>${gone.title}</strong><br>${[when, ...where].join(" · ")}</p>`;
}

export function severedView(row: Row<"severed_relationships"> | undefined, { t }: ViewContext): Html {
  if (row === undefined) return raw("");
  const { type, target_name: name, followers_count: followers, following_count: following } = row;
  return html`<p class="hint">${t(`notifications.severed_${type}`, { name })} ${t("notifications.severed_counts", { followers, following })}</p>`;
}
