/** What is known of a group elsewhere, as its own server tells it. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";
import { eventCards } from "../events/events.ts";
import { cardList } from "../parts/account-card.ts";
import { bylineView } from "../parts/names.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { logCards, type GroupLog } from "./group-staff.ts";

export type FarGroup = {
  account: Account;
  /** Its server is being asked for the first time. */
  looking: boolean;
  /** It is private, and who looks is not in it. */
  closed: boolean;
  rules: readonly string[];
  /** Safe HTML. */
  sidebar: string;
  moderators: readonly Account[];
  /** Those of them whom it names and who are known here. */
  members: readonly Account[];
  /** There is more of them than is shown. */
  more: { members: boolean; log: boolean };
  /** What is ahead there. */
  events: StatusPage;
  /** What its moderators have done, as far as it is known here, the newest first. */
  log: Omit<GroupLog, "pager">;
};

const byline = (ctx: ViewContext, account: Account): Html => html`<li class="card">${bylineView(account, ctx)}</li>`;

const countOf = ({ t }: ViewContext, { followers_count, host }: Account): Html =>
  html`<p class="hint">${t("groups.members_told", { count: followers_count, host })}</p>`;

export function farMembersView(
  ctx: ViewContext,
  group: Account,
  { members, pager }: { members: readonly Account[]; pager: Pager },
): Html {
  const { t } = ctx;
  const list =
    members.length === 0
      ? emptyView(t("lists.nobody"), t("groups.no_members"))
      : html`<ul class="cards">${members.map((one) => byline(ctx, one))}</ul>`;
  return html`<section><h2>${t("groups.tab_members")}</h2>${countOf(ctx, group)}${list}${pagerView(pager, ctx)}</section>`;
}

export function farLogView(ctx: ViewContext, log: GroupLog): Html {
  const { t } = ctx;
  const cards = logCards(ctx, log);
  const list = cards.length === 0 ? emptyView(t("groups.log_none"), t("groups.log_lesson")) : cardList(cards);
  return html`<section><h2>${t("groups.tab_log")}</h2><p class="hint">${t("groups.log_heard")}</p>${list}${pagerView(log.pager, ctx)}</section>`;
}

export function farGroupView(ctx: ViewContext, group: FarGroup): Html {
  const { t } = ctx;
  const { account, rules, sidebar, moderators, members, more, looking, closed } = group;
  const people = (title: string, accounts: readonly Account[], line?: Html, after?: Html) =>
    accounts.length === 0
      ? ""
      : html`<section><h2>${title}</h2>${line ?? ""}<ul class="cards">${accounts.map((one) => byline(ctx, one))}</ul>${after ?? ""}</section>`;
  const all = (part: "members" | "log") =>
    more[part]
      ? html`<p><a class="button" href="${routes.profileAboutPart(account, part)}">${t(`groups.all_${part}`)}</a></p>`
      : html``;
  const said = sidebar === "" ? "" : html`<section><div class="content" dir="auto">${raw(sidebar)}</div></section>`;
  const list =
    rules.length === 0
      ? ""
      : html`<section><h2>${t("groups.rules")}</h2><ol class="rules">${rules.map((rule) => html`<li dir="auto">${rule}</li>`)}</ol></section>`;
  const dates = eventCards(group.events, ctx);
  const events = dates === undefined ? "" : html`<section><h2>${t("groups.tab_events")}</h2>${dates}</section>`;
  const cards = logCards(ctx, group.log);
  const log =
    cards.length === 0
      ? ""
      : html`<section><h2>${t("groups.tab_log")}</h2><p class="hint">${t("groups.log_heard")}</p>${cardList(cards)}${all("log")}</section>`;
  const known = people(t("groups.tab_members"), members, countOf(ctx, account), all("members"));
  const parts = [said, list, events, people(t("groups.staff"), moderators), known, log];
  const nothing = parts.every((part) => part === "");
  if (nothing && closed) return emptyView(t("groups.closed_title"), t("groups.closed_lesson"));
  if (nothing)
    return looking
      ? emptyView(t("profile.looking"), t("groups.looking_lesson", { host: account.host }))
      : emptyView(t("groups.nothing_told"), t("groups.nothing_told_lesson", { host: account.host }));
  return html`${parts}<p class="hint after">${t("groups.told_by", { host: account.host })}</p>`;
}
