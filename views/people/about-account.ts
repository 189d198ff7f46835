/** The pages on what one has with somebody: how one follows, mutes, sorts them, and what blocking their whole server does. */
import type { Account, Row } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext, WholeRelation } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { check, form, select, submit } from "../parts/form.ts";
import { languageChoices } from "../parts/languages.ts";
import { bylineView, handleOf } from "../parts/names.ts";
import { emptyView } from "../parts/timeline.ts";
import { routes } from "../frame/routes.ts";

type About = { account: Account; relation: WholeRelation; return_to: string };

/** Posts `reblogs`, `notify` and, once for each, `language`. */
export function followOptionsView(ctx: ViewContext, { account, relation, return_to }: About): Html {
  const { t } = ctx;
  const chosen = new Set(relation.languages ?? []);
  const also = [...chosen].find((code) => !languageChoices(ctx, "").some(([known]) => known === code)) ?? "";
  const languages = languageChoices(ctx, also).map(
    ([code, name]) =>
      html`<label class="pick-one"><input type="checkbox" name="language" value="${code}"${chosen.has(code) ? html` checked` : ""}><span lang="${code}">${name}</span></label>`,
  );
  const which = html`<details class="part"${chosen.size > 0 ? html` open` : ""}><summary>${t("profile.languages")}</summary><fieldset class="stack"><legend class="vh">${t("profile.languages")}</legend><p class="hint">${t("profile.languages_hint")}</p><div class="pick-many">${languages}</div></fieldset></details>`;
  const body = html`${check("reblogs", { label: t("profile.with_boosts"), hint: t("profile.with_boosts_hint"), checked: relation.showing_reblogs || relation.requested })}${check("notify", { label: t("profile.notify"), hint: t("profile.notify_hint"), checked: relation.notifying })}${which}${sendView(ctx, t("common.save"), return_to)}`;
  return frameView(ctx, account, t("profile.follow_options"), {
    lead: t("profile.follow_options_lead"),
    body: form(ctx, routes.aboutAccount(account.id, "following"), body, { className: "stack", return_to }),
  });
}

const DURATIONS = [0, 1800, 3600, 6 * 3600, 86_400, 3 * 86_400, 7 * 86_400, 30 * 86_400] as const;

/** Posts `duration` in seconds (0 = for good) and `notifications`. */
export function muteView(ctx: ViewContext, { account, relation, return_to }: About): Html {
  const { t } = ctx;
  const until =
    relation.muting && relation.muting_expires_at > 0
      ? html`<p class="hint">${t("people.muted_until", { date: ctx.locale.times.dateTime(relation.muting_expires_at) })}</p>`
      : "";
  const choices = DURATIONS.map((seconds) => [String(seconds), spanView(seconds, ctx)] as const);
  const body = html`${until}${select("duration", { label: t("profile.mute_for"), choices, value: "0" })}${check("notifications", { label: t("profile.mute_notifications"), hint: t("profile.mute_notifications_hint"), checked: !relation.muting || relation.muting_notifications })}${sendView(ctx, t("profile.mute_do"), return_to)}`;
  return frameView(ctx, account, t("profile.mute_title"), {
    lead: t("profile.mute_lead"),
    body: form(ctx, routes.actOnAccount(account.id, "mute"), body, { className: "stack", return_to }),
  });
}

/** A span in words; 0 is for good. */
export function spanView(seconds: number, { t }: Pick<ViewContext, "t">): string {
  if (seconds === 0) return t("people.for_good");
  if (seconds < 3600) return t("people.minutes", { count: Math.round(seconds / 60) });
  return seconds < 86_400
    ? t("people.hours", { count: Math.round(seconds / 3600) })
    : t("people.days", { count: Math.round(seconds / 86_400) });
}

/** Posts `list`, once for each in which the account shall be. */
export function inListsView(
  ctx: ViewContext,
  { account, lists, return_to }: Omit<About, "relation"> & { lists: readonly { list: Row<"lists">; holds: boolean }[] },
): Html {
  const { t } = ctx;
  const rows = lists.map(
    ({ list, holds }) =>
      html`<label class="pick-one"><input type="checkbox" name="list" value="${list.id}"${holds ? html` checked` : ""}><span dir="auto">${list.title}</span></label>`,
  );
  const to = html`<a class="button" href="${routes.lists}">${icon("list")}${t("lists.make")}</a>`;
  const body =
    lists.length === 0
      ? emptyView(t("lists.none"), t("lists.lesson"), to)
      : form(
          ctx,
          routes.aboutAccount(account.id, "lists"),
          html`<fieldset><legend>${t("profile.in_lists", { handle: handleOf(account) })}</legend><div class="pick-many">${rows}</div></fieldset>${sendView(ctx, t("common.save"), return_to)}`,
          { className: "stack", return_to },
        );
  return frameView(ctx, account, t("profile.lists_title"), { lead: t("lists.lesson"), body });
}

/** What blocking a whole server does, before it is done. */
export function blockHostView(
  ctx: ViewContext,
  { account, relation, return_to, ties }: About & { ties: { following: number; followers: number } },
): Html {
  const { t } = ctx;
  const { host } = account;
  if (relation.domain_blocking) {
    const end = html`<input type="hidden" name="domain" value="${host}">${sendView(ctx, t("people.unblock"), return_to)}`;
    return frameView(ctx, account, t("profile.unblock_host", { host }), {
      lead: t("profile.host_blocked_already"),
      body: form(ctx, routes.endDomainBlock, end, { className: "stack", return_to }),
    });
  }
  const says = html`<ul class="says"><li>${t("profile.host_posts")}</li><li>${t("profile.host_follows", ties)}</li><li>${t("profile.host_back")}</li><li>${t("profile.host_others")}</li></ul>`;
  const deed = html`<input type="hidden" name="domain" value="${host}"><p class="buttons"><button class="button danger">${t("profile.block_host", { host })}</button> <a class="button" href="${return_to}">${t("common.cancel")}</a></p>`;
  return frameView(ctx, account, t("profile.host_title", { host }), {
    body: html`${says}${form(ctx, routes.domainBlocks, deed, { return_to })}<p class="hint">${t("profile.host_rather")}</p>`,
  });
}

const sendView = ({ t }: ViewContext, word: string, return_to: string): Html =>
  html`<p class="buttons">${submit(word)} <a class="button" href="${return_to}">${t("common.cancel")}</a></p>`;

function frameView(ctx: ViewContext, account: Account, title: string, { lead, body }: { lead?: string; body: Html }): Html {
  const main = html`${pageHead(title, { lead })}<div class="about-whom">${bylineView(account, ctx)}</div>${body}`;
  return layout(ctx, { title: `${title} · ${handleOf(account)}`, main, narrow: true });
}
