/** What those see and do who look after a group: who waits, what is reported, who is banned and invited. */
import type { Account, Row } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Sweeping } from "../../src/groups/sweep.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { groupPage, type GroupHead } from "./group.ts";
import { sweepWords } from "./group-judging.ts";
import { accountCard, cardList } from "../parts/account-card.ts";
import { field, folded, form, isWorthOpening, problemSummary, select, submit, type FormState } from "../parts/form.ts";
import { handleOf, nameLink, recordedName } from "../parts/names.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { timeView } from "../parts/time.ts";
import { hidden } from "../parts/words.ts";
import type { GroupForm } from "./group-paths.ts";
import { routes } from "../frame/routes.ts";
import { statusView } from "../reading/status.ts";

type Staff = readonly { account: Account; role: "owner" | "moderator" }[];

export function groupMembersView(
  ctx: ViewContext,
  head: GroupHead,
  page: { members: readonly Account[]; staff: Staff; pager: Pager },
): Html {
  const { t } = ctx;
  const roles = new Map(page.staff.map(({ account, role }) => [account.id, role]));
  const cards = page.members.map((account) => {
    const role = roles.get(account.id);
    const judge =
      head.standing.role === undefined || account.id === ctx.viewer?.account.id
        ? ""
        : html`<a class="button" href="${routes.judgeMember(head.account.id, account.id)}">${t("groups.manage")}${hidden(` ${handleOf(account)}`)}</a>`;
    const why = role === undefined ? undefined : t(`groups.role_${role}`);
    return accountCard(account, undefined, ctx, { actions: html`${judge}`, why });
  });
  const list = cards.length === 0 ? emptyView(t("lists.nobody"), t("groups.no_members")) : cardList(cards);
  return groupPage(
    ctx,
    head,
    "members",
    html`<section><h2 class="vh">${t("groups.tab_members")}</h2>${list}${pagerView(page.pager, ctx)}</section>`,
  );
}

export type GroupLog = {
  rows: readonly Row<"group_log">[];
  accounts: ReadonlyMap<number, Account>;
  statuses: StatusPage;
  pager: Pager;
};

/** A card for each thing that moderators have done. */
export function logCards(ctx: ViewContext, { rows, accounts, statuses }: Omit<GroupLog, "pager">): Html[] {
  const { t, rich } = ctx;
  return rows.map((row) => {
    const [by, whom] = [accounts.get(row.actor_id), accounts.get(row.account_id)];
    const who = recordedName(by, ctx);
    const target = whom === undefined ? html`` : recordedName(whom, ctx);
    const status = statuses.statuses.get(row.status_id);
    const author = status === undefined ? undefined : statuses.accounts.get(status.account_id);
    const link =
      status === undefined || author === undefined
        ? ""
        : html` <a href="${routes.status(status.id, author)}">${t("groups.log_post")}</a>`;
    const reason = row.reason === "" ? "" : html`<p class="excerpt" dir="auto">${row.reason}</p>`;
    return html`<li class="card"><p class="what"><span>${rich(`groups.log_${row.act}`, { who, whom: target })}${link}</span> <span class="when">${timeView(row.created_at, ctx)}</span></p>${reason}</li>`;
  });
}

export function groupLogView(ctx: ViewContext, head: GroupHead, log: GroupLog): Html {
  const { t } = ctx;
  const items = logCards(ctx, log);
  const list = items.length === 0 ? emptyView(t("groups.log_none"), t("groups.log_lesson")) : cardList(items);
  return groupPage(
    ctx,
    head,
    "log",
    html`<section><h2 class="vh">${t("groups.tab_log")}</h2>${list}${pagerView(log.pager, ctx)}</section>`,
  );
}

export type GroupQueue = FormState & {
  requests: readonly Account[];
  waiting: StatusPage;
  reports: readonly { report: Row<"group_reports">; by: Account | undefined }[];
  reported: StatusPage;
  bans: readonly { ban: Row<"group_bans">; account: Account; sweep: Sweeping | undefined }[];
};

/** The field for why a post is kept out: there are as many on the page as posts wait. */
export const reasonOf = (status_id: number): string => `reason_${status_id}`;

/** Posts `status` and `reason_STATUS`. Its author is told why, and so are all members: the log says it. */
function refuseView(ctx: ViewContext, place: { group_id: number; status_id: number }, state: FormState): Html {
  const { t } = ctx;
  const name = reasonOf(place.status_id);
  const why = field(name, { ...state, label: t("groups.reason"), hint: t("groups.reason_hint"), maxlength: 500 });
  const body = html`<input type="hidden" name="status" value="${place.status_id}">${why}<p class="buttons"><button class="button">${t("groups.refuse")}</button></p>`;
  const sent = form(ctx, routes.actOnGroup(place.group_id, "refuse"), body, { className: "stack" });
  return folded(t("groups.refuse"), isWorthOpening(state, name), sent);
}

export function groupQueueView(ctx: ViewContext, head: GroupHead, queue: GroupQueue): Html {
  const { t } = ctx;
  const { id } = head.account;
  const act = (what: GroupForm, named: readonly [name: string, value: number], label: string, primary = false) =>
    form(
      ctx,
      routes.actOnGroup(id, what),
      html`<input type="hidden" name="${named[0]}" value="${named[1]}"><button class="button${primary ? " primary" : ""}">${label}</button>`,
    );
  const requests = queue.requests.map((account) => {
    const handle = hidden(` ${handleOf(account)}`);
    const buttons = html`<div class="answer">${form(ctx, routes.actOnGroup(id, "let_in"), html`<input type="hidden" name="account" value="${account.id}"><button class="button primary">${t("groups.let_in")}${handle}</button>`)}${form(ctx, routes.actOnGroup(id, "turn_away"), html`<input type="hidden" name="account" value="${account.id}"><button class="button">${t("groups.turn_away")}${handle}</button>`)}</div>`;
    return accountCard(account, undefined, ctx, { actions: buttons });
  });
  const waiting = queue.waiting.ids.flatMap((status_id) => {
    const status = queue.waiting.statuses.get(status_id);
    if (status === undefined) return [];
    return html`${statusView(status, queue.waiting, ctx, { still: true, anchor: `waiting-${status_id}` })}<div class="answer">${act("approve", ["status", status_id], t("groups.approve"), true)}</div>${refuseView(ctx, { group_id: id, status_id }, queue)}`;
  });
  const reports = queue.reports.flatMap(({ report, by }) => {
    const status = queue.reported.statuses.get(report.status_id);
    if (status === undefined) return [];
    const who = by === undefined ? html`${t("notifications.somebody")}` : nameLink(by, ctx);
    const words = report.comment === "" ? "" : html`<p class="excerpt" dir="auto">${report.comment}</p>`;
    return html`<article class="card"><p class="hint">${ctx.rich("groups.reported_by", { who })}</p>${words}${statusView(status, queue.reported, ctx, { still: true, anchor: `reported-${report.id}` })}<div class="answer"><a class="button" href="${routes.judgeInGroup(id, status.id)}">${t("groups.judge")}</a>${act("resolve", ["report", report.id], t("groups.resolve"))}</div></article>`;
  });
  const bans = queue.bans.map(({ ban, account, sweep }) => {
    const until =
      ban.expires_at === 0 ? t("groups.ban_for_good") : t("groups.ban_until", { date: ctx.locale.times.day(ban.expires_at) });
    const said = ban.reason === "" ? html`${until}` : html`${until} · <span dir="auto">${ban.reason}</span>`;
    const why = sweep === undefined ? said : html`${said}<br>${sweepWords(ctx, sweep)}`;
    const again =
      sweep?.failed === true
        ? form(
            ctx,
            routes.judgeMember(id, account.id, "sweep_again"),
            html`<button class="button">${t("groups.sweep_again")}${hidden(` ${handleOf(account)}`)}</button>`,
          )
        : "";
    return accountCard(account, undefined, ctx, {
      actions: html`<a class="button" href="${routes.judgeMember(id, account.id)}">${t("groups.manage")}${hidden(` ${handleOf(account)}`)}</a>${again}`,
      why,
    });
  });
  const part = (title: string, body: Html | readonly Html[], count: number) =>
    count === 0 ? "" : html`<section><h2>${title}</h2>${body as Html}</section>`;
  const all = html`${part(t("groups.requests"), cardList(requests), requests.length)}${part(t("groups.waiting"), html`${waiting}`, waiting.length)}${part(t("groups.reports"), html`${reports}`, reports.length)}${part(t("groups.bans"), cardList(bans), bans.length)}`;
  const nothing =
    requests.length + waiting.length + reports.length === 0 ? emptyView(t("groups.queue_none"), t("groups.queue_lesson")) : "";
  return groupPage(
    ctx,
    head,
    "queue",
    html`<div class="group-queue">${problemSummary(ctx, queue.problems)}${nothing}${all}</div>`,
  );
}

export type GroupInvite = FormState & {
  invited: readonly Account[];
  links: readonly Row<"group_links">[];
};

/** Posts `acct`; for a link `max_uses` and `days`. */
export function groupInviteView(ctx: ViewContext, head: GroupHead, { invited, links, ...state }: GroupInvite): Html {
  const { t } = ctx;
  const { id } = head.account;
  const staff = head.standing.role !== undefined;
  const by = form(
    ctx,
    routes.actOnGroup(id, "invite"),
    html`${problemSummary(ctx, state.problems)}${field("acct", { ...state, label: t("groups.invite_whom"), hint: t("groups.invite_hint"), plain: true, required: true, maxlength: 300 })}<p>${submit(t("groups.invite_do"))}</p>`,
    { className: "stack" },
  );
  const people = invited.map((account) =>
    accountCard(account, undefined, ctx, {
      actions: staff
        ? form(
            ctx,
            routes.actOnGroup(id, "uninvite"),
            html`<input type="hidden" name="account" value="${account.id}"><button class="button">${t("groups.uninvite")}${hidden(` ${handleOf(account)}`)}</button>`,
          )
        : html``,
    }),
  );
  const open = people.length === 0 ? "" : html`<section><h2>${t("groups.invited_people")}</h2>${cardList(people)}</section>`;
  return groupPage(
    ctx,
    head,
    "invite",
    html`<section><h2>${t("groups.invite")}</h2>${by}</section>${open}${staff ? linksView(ctx, id, links) : ""}`,
  );
}

function linksView(ctx: ViewContext, id: number, links: readonly Row<"group_links">[]): Html {
  const { t } = ctx;
  const days = select("days", {
    label: t("groups.link_days"),
    choices: [
      ["7", t("groups.link_week")],
      ["30", t("groups.link_month")],
      ["0", t("groups.link_for_good")],
    ],
    value: "7",
  });
  const uses = select("max_uses", {
    label: t("groups.link_uses"),
    choices: [
      ["1", "1"],
      ["10", "10"],
      ["100", "100"],
      ["0", t("groups.link_any")],
    ],
    value: "10",
  });
  const make = form(ctx, routes.actOnGroup(id, "link"), html`${days}${uses}<p>${submit(t("groups.link_make"))}</p>`, {
    className: "stack",
  });
  const rows = links.map((link) => {
    const ends = link.expires_at === 0 ? "" : ` · ${t("groups.ban_until", { date: ctx.locale.times.day(link.expires_at) })}`;
    const address = `${ctx.instance.origin}${routes.groupLink(link.code)}`;
    return html`<li class="card"><p><a class="address" href="${address}">${address}</a></p><p class="hint">${t("groups.link_used", { count: link.uses })}${ends}</p>${form(ctx, routes.actOnGroup(id, "unlink"), html`<input type="hidden" name="link" value="${link.id}"><button class="button">${t("groups.link_end")}</button>`)}</li>`;
  });
  return html`<section><h2>${t("groups.links")}</h2><p class="hint">${t("groups.links_lead")}</p>${rows.length === 0 ? "" : cardList(rows)}${make}</section>`;
}
