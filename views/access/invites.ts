/** Inviting people: links by which they join, and who has come by them. */
import type { Account, Row } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { form, problemSummary, select, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { avatarView, handleOf, nameView } from "../parts/names.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "../settings/settings.ts";

export type Invites = FormState & {
  invites: readonly (Row<"invites"> & { open: boolean })[];
  /** Who came by one of them, the newest first. */
  invited: readonly Account[];
};

const USES = [1, 5, 10, 25, 100, 0] as const;
const DAYS = [1, 7, 30, 90, 0] as const;

/** Posts `max_uses` and `days`; 0 = no end. */
export function invitesView(ctx: ViewContext, { invites, invited, problems }: Invites): Html {
  const { t } = ctx;
  const uses = USES.map((n) => [String(n), n === 0 ? t("settings.uses_any") : t("settings.uses", { count: n })] as const);
  const days = DAYS.map((n) => [String(n), n === 0 ? t("settings.days_any") : t("settings.days", { count: n })] as const);
  const make = html`<div class="two">${select("max_uses", { label: t("settings.max_uses"), choices: uses, value: "1" })}${select("days", { label: t("settings.lasts"), choices: days, value: "7" })}</div><p class="buttons">${submit(t("settings.make_invite"))}</p>`;
  const list =
    invites.length === 0
      ? raw("")
      : html`<section class="stack after"><h2>${t("settings.your_invites")}</h2><ul class="cards">${join(invites.map((invite) => inviteView(ctx, invite)))}</ul></section>`;
  const came =
    invited.length === 0
      ? raw("")
      : html`<section class="stack after"><h2>${t("settings.who_came")}</h2><ul class="cards">${join(
          invited.map(
            (account) =>
              html`<li class="card"><a class="head" href="${routes.profile(account)}">${avatarView(account, ctx, "s")}<span><strong dir="auto">${nameView(account, ctx)}</strong> <span class="handle">${handleOf(account)}</span></span></a></li>`,
          ),
        )}</ul></section>`;
  return settingsPage(
    ctx,
    "invites",
    html`${problemSummary(ctx, problems)}${form(ctx, routes.settingsInvites, make, { className: "stack" })}${list}${came}`,
    { lead: t("settings.invites_lead", { title: ctx.instance.title }) },
  );
}

function inviteView(ctx: ViewContext, invite: Invites["invites"][number]): Html {
  const { t, locale } = ctx;
  const { code, uses, max_uses, expires_at, open } = invite;
  const link = `${ctx.instance.origin}${routes.invite(code)}`;
  const used = max_uses === 0 ? t("settings.used", { count: uses }) : t("settings.used_of", { uses, max: max_uses });
  const until = expires_at === 0 ? "" : html` · ${t("settings.until", { when: locale.times.dateTime(expires_at) })}`;
  const state = open ? html`${used}${until}` : html`${t("settings.invite_over")} · ${used}`;
  const end = form(
    ctx,
    routes.endInvite(invite.id),
    html`<button class="button">${t("settings.end_invite")}${hidden(` ${code}`)}</button>`,
    { className: "answer" },
  );
  return html`<li class="card"><label for="invite-${invite.id}" class="vh">${t("settings.invite_link")}</label><input id="invite-${invite.id}" class="link" type="text" value="${link}" readonly dir="ltr"><div class="head"><p class="hint">${state}</p>${end}</div></li>`;
}
