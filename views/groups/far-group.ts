/** What is known of a group elsewhere, as its own server tells it. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { eventCards } from "../events/events.ts";
import { cardList } from "../parts/account-card.ts";
import { bylineView } from "../parts/names.ts";
import { emptyView } from "../parts/timeline.ts";
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
  /** What is ahead there. */
  events: StatusPage;
  /** What its moderators have done, as far as it is known here, the newest first. */
  log: Omit<GroupLog, "pager">;
};

export function farGroupView(ctx: ViewContext, group: FarGroup): Html {
  const { t } = ctx;
  const { account, rules, sidebar, moderators, members, looking, closed } = group;
  const people = (title: string, accounts: readonly Account[], line?: string) =>
    accounts.length === 0
      ? ""
      : html`<section><h2>${title}</h2>${line === undefined ? "" : html`<p class="hint">${line}</p>`}<ul class="cards">${accounts.map((one) => html`<li class="card">${bylineView(one, ctx)}</li>`)}</ul></section>`;
  const said = sidebar === "" ? "" : html`<section><div class="content" dir="auto">${raw(sidebar)}</div></section>`;
  const list =
    rules.length === 0
      ? ""
      : html`<section><h2>${t("groups.rules")}</h2><ol class="rules">${rules.map((rule) => html`<li dir="auto">${rule}</li>`)}</ol></section>`;
  const dates = eventCards(group.events, ctx);
  const events = dates === undefined ? "" : html`<section><h2>${t("groups.tab_events")}</h2>${dates}</section>`;
  const count = t("groups.members_told", { count: account.followers_count, host: account.host });
  const cards = logCards(ctx, group.log);
  const log =
    cards.length === 0
      ? ""
      : html`<section><h2>${t("groups.tab_log")}</h2><p class="hint">${t("groups.log_heard")}</p>${cardList(cards)}</section>`;
  const all = [said, list, events, people(t("groups.staff"), moderators), people(t("groups.tab_members"), members, count), log];
  const nothing = all.every((part) => part === "");
  if (nothing && closed) return emptyView(t("groups.closed_title"), t("groups.closed_lesson"));
  if (nothing)
    return looking
      ? emptyView(t("profile.looking"), t("groups.looking_lesson", { host: account.host }))
      : emptyView(t("groups.nothing_told"), t("groups.nothing_told_lesson", { host: account.host }));
  return html`${all}<p class="hint after">${t("groups.told_by", { host: account.host })}</p>`;
}
