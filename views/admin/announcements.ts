/** Announcements: written, set for a day, changed, taken back. */
import type { Announcement } from "../../src/announcements/write.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { check, field, form, problemSummary, type FormState } from "../parts/form.ts";
import { adminPage } from "./frame.ts";
import { actButton, askFirst, dotted, momentView, sectionView, stateView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

/** Posts `text`, `starts_at`, `ends_at`, `scheduled_at` (clocks of the reader), `all_day`, and `draft` by its button. */
export function announcementsView(
  ctx: ViewContext,
  { announcements, ...state }: { announcements: readonly Announcement[] } & FormState,
): Html {
  const { t } = ctx;
  const list =
    announcements.length === 0
      ? html`<p class="empty">${t("admin.announcements_none")}</p>`
      : html`<ul class="cards">${announcements.map((one) => itemView(one, ctx))}</ul>`;
  const main = html`${problemSummary(ctx, state.problems)}${sectionView(t("admin.announcement_new"), form(ctx, adminRoutes.announcements, fieldsView(ctx, undefined, state), { className: "stack" }))}${sectionView(t("admin.announcements_all"), list)}`;
  return adminPage(ctx, { at: "announcements", title: t("admin.page_announcements"), main });
}

function fieldsView(ctx: ViewContext, known: Announcement | undefined, state: FormState): Html {
  const { t, locale } = ctx;
  const minute = (at: number | undefined) => (at === undefined || at === 0 ? "" : locale.times.isoMinute(at));
  const instant = (name: "starts_at" | "ends_at" | "scheduled_at", hint?: string) =>
    field(name, {
      ...state,
      label: t(`admin.announcement_${name}`),
      ...(hint === undefined ? {} : { hint }),
      type: "datetime-local",
      value: minute(known?.[name]),
    });
  const allDay = state.typed === undefined ? known?.all_day === 1 : state.typed["all_day"] !== undefined;
  const published = known !== undefined && known.published_at > 0;
  return html`${field("text", { ...state, label: t("admin.announcement_text"), hint: t("admin.announcement_hint"), value: known?.text ?? "", rows: 4, required: true, maxlength: 5000 })}
${published ? "" : instant("scheduled_at", t("admin.announcement_scheduled_hint", { zone: locale.times.timeZone }))}
<fieldset class="stack"><legend>${t("admin.announcement_event")}</legend><p class="hint">${t("admin.announcement_event_hint")}</p>${instant("starts_at")}${instant("ends_at")}${check("all_day", { label: t("admin.announcement_all_day"), checked: allDay })}</fieldset>
<p class="buttons"><button class="button primary">${t(published ? "common.save" : "admin.announcement_publish")}</button>${published ? "" : html`<button class="button" name="draft" value="1">${t("admin.announcement_draft")}</button>`}</p>`;
}

function itemView(one: Announcement, ctx: ViewContext): Html {
  const { t } = ctx;
  const told = one.published_at > 0 || one.scheduled_at > 0;
  const state =
    told && one.ends_at > 0 && one.ends_at < ctx.now
      ? stateView("calm", t("admin.ended"))
      : one.published_at > 0
        ? stateView("good", t("admin.announcement_published"))
        : one.scheduled_at > 0
          ? stateView("warn", t("admin.announcement_waits"))
          : stateView("calm", t("admin.announcement_is_draft"));
  const when = dotted([
    state,
    one.published_at === 0 && one.scheduled_at > 0 && momentView(one.scheduled_at, ctx),
    one.starts_at > 0 && ctx.rich("admin.announcement_from", { when: momentView(one.starts_at, ctx) }),
    one.ends_at > 0 && ctx.rich("admin.announcement_until", { when: momentView(one.ends_at, ctx) }),
  ]);
  const about = one.text.slice(0, 60);
  const acts = html`<a class="button" href="${adminRoutes.announcement(one.id)}">${t("common.edit")}<span class="vh"> ${about}</span></a>${
    one.published_at > 0
      ? actButton(ctx, adminRoutes.actOnAnnouncement(one.id, "withdraw"), t("admin.announcement_withdraw"), { about })
      : actButton(ctx, adminRoutes.actOnAnnouncement(one.id, "publish"), t("admin.announcement_publish_now"), { about })
  }${askFirst(t("common.delete"), html`<p>${t("admin.announcement_delete_sure")}</p>${actButton(ctx, adminRoutes.actOnAnnouncement(one.id, "remove"), t("common.delete"), { about, looks: "danger" })}`, about)}`;
  return html`<li class="card"><div class="content" dir="auto">${raw(one.content)}</div><p class="hint">${when}</p><div class="buttons">${acts}</div></li>`;
}

export function announcementView(ctx: ViewContext, { announcement, ...state }: { announcement: Announcement } & FormState): Html {
  const main = html`${problemSummary(ctx, state.problems)}${form(ctx, adminRoutes.announcement(announcement.id), fieldsView(ctx, announcement, state), { className: "stack" })}`;
  return adminPage(ctx, { at: "announcements", title: ctx.t("admin.announcement_edit"), main });
}
