/** Groups: those one is in and is invited to, the directory, and the page behind an invitation link. */
import type { Account, Row } from "../../src/db/schema.ts";
import type { DirectoryOrder, Listed } from "../../src/groups/directory.ts";
import type { Standing } from "../../src/groups/look.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Pager, Relation, ViewContext } from "../frame/context.ts";
import { frameView } from "../reading/explore.ts";
import { joinView } from "./group.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { cardList } from "../parts/account-card.ts";
import { field, form, problemSummary, submit, type FormState } from "../parts/form.ts";
import { avatarView, nameLink, wholeHandleOf } from "../parts/names.ts";
import { followButton } from "../parts/relation.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden, shortened, wordsOf } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

const nameOf = ({ told }: Listed): string => told.display_name || told.username;

export function groupCard(
  ctx: ViewContext,
  listed: Listed,
  { actions, why }: { actions?: Html | undefined; why?: Html | undefined } = {},
): Html {
  const { t } = ctx;
  const { account, group, told, counted } = listed;
  const words = shortened(wordsOf(told.note), 160);
  const facts = [
    ...(counted ? [t("groups.members_count", { count: account.followers_count })] : []),
    ...(group === undefined || !counted ? [] : [t("common.posts", { count: group.posts_count })]),
    ...(account.members_only === 1 ? [t("groups.private")] : []),
    ...(group !== undefined && group.membership !== "public" ? [t(`groups.membership_${group.membership}`)] : []),
  ].join(" · ");
  return html`<li class="card"><div class="head"><a class="by" href="${routes.profile(account)}">${avatarView(told, ctx)}<span class="who"><strong dir="auto">${nameOf(listed)}</strong> <span class="handle">${wholeHandleOf(account, ctx)}</span></span></a>${actions ?? ""}</div>${why === undefined ? "" : html`<p class="hint">${why}</p>`}<p class="hint">${facts}</p>${words === "" ? "" : html`<p class="excerpt" dir="auto">${words}</p>`}</li>`;
}

export type Invitations = readonly { listed: Listed; by: Account | undefined }[];

export function groupsView(
  ctx: ViewContext,
  page: { joined: readonly Listed[]; invitations: Invitations; may_make: boolean },
): Html {
  const { t } = ctx;
  const make = page.may_make
    ? html`<a class="button primary" href="${routes.newGroup}">${icon("people")}${t("groups.make")}</a>`
    : "";
  const find = html`<a class="button" href="${routes.exploreGroups}">${icon("explore")}${t("groups.find")}</a>`;
  const head = pageHead(t("groups.yours"), { lead: t("groups.lead"), actions: html`<p class="buttons">${make}${find}</p>` });
  const invited =
    page.invitations.length === 0
      ? ""
      : html`<section><h2>${t("groups.invitations")}</h2>${cardList(page.invitations.map((one) => invitationView(ctx, one)))}</section>`;
  const cards = page.joined.map((listed) => groupCard(ctx, listed));
  const list = cards.length === 0 ? emptyView(t("groups.none"), t("groups.none_lesson")) : cardList(cards);
  return layout(ctx, {
    title: t("groups.yours"),
    main: html`${head}${invited}<section><h2 class="vh">${t("groups.yours")}</h2>${list}</section>`,
  });
}

function invitationView(ctx: ViewContext, { listed, by }: Invitations[number]): Html {
  const { t } = ctx;
  const { id } = listed.account;
  const title = hidden(` ${nameOf(listed)}`);
  const actions = html`<div class="answer">${form(ctx, routes.actOnGroup(id, "join"), html`<button class="button primary">${t("groups.join")}${title}</button>`)}${form(ctx, routes.actOnGroup(id, "decline"), html`<button class="button">${t("groups.decline")}${title}</button>`)}</div>`;
  const why = by === undefined ? undefined : html`${t("groups.invited_by")} ${nameLink(by, ctx)}`;
  return groupCard(ctx, listed, { actions, why });
}

export type Directory = {
  groups: readonly Listed[];
  relations: ReadonlyMap<number, Relation>;
  /** Of those that live here. */
  standings: ReadonlyMap<number, Standing>;
  q: string;
  order: DirectoryOrder;
  local: boolean;
  pager: Pager;
};

export function exploreGroupsView(ctx: ViewContext, page: Directory): Html {
  const { t } = ctx;
  const { groups, relations, standings, q, pager } = page;
  const cards = groups.map((listed) => {
    const { account, group } = listed;
    const standing = standings.get(account.id);
    const relation = relations.get(account.id);
    const actions =
      ctx.viewer === undefined
        ? undefined
        : group !== undefined && standing !== undefined
          ? joinView(ctx, { account, group, standing })
          : followButton(account, relation, ctx);
    return groupCard(ctx, listed, { actions });
  });
  const none =
    q === ""
      ? emptyView(t("groups.directory_none"), t("groups.none_lesson"))
      : emptyView(t("people.not_found"), t("people.not_found_lesson", { q }));
  const search = html`<form class="search within" role="search" method="get" action="${routes.exploreGroups}"><label for="f-q">${t("groups.search")}</label><div class="joined"><input id="f-q" name="q" type="search" value="${q}" maxlength="200" autocapitalize="none" spellcheck="false" autocomplete="off" dir="auto"><button class="button">${icon("search")}${t("common.search")}</button></div></form>`;
  const yours =
    ctx.viewer === undefined
      ? ""
      : html`<p class="buttons"><a class="button" href="${routes.groups}">${icon("people")}${t("groups.yours")}</a></p>`;
  return frameView(
    ctx,
    "groups",
    html`${yours}${search}${orderView(ctx, page)}${cards.length === 0 ? none : cardList(cards)}${pagerView(pager, ctx)}`,
  );
}

function orderView({ t }: ViewContext, { q, order, local }: Directory): Html {
  const link = (change: { order?: DirectoryOrder; local?: boolean }, label: string, current: boolean) => {
    const to = { order, local, ...change };
    const query = new URLSearchParams({
      ...(q === "" ? {} : { q }),
      ...(to.order === "active" ? {} : { order: to.order }),
      ...(to.local ? {} : { local: "0" }),
    }).toString();
    return html`<a href="${routes.exploreGroups}${query === "" ? "" : `?${query}`}"${current ? html` aria-current="true"` : ""}>${label}</a>`;
  };
  const orders = (["active", "members", "new", "name"] as const).map((one) =>
    link({ order: one }, t(`groups.sort_${one}`), one === order),
  );
  return html`<nav class="choice" aria-label="${t("explore.whence")}">${link({ local: true }, t("explore.from_here"), local)}${link({ local: false }, t("explore.from_everywhere"), !local)}</nav><nav class="choice" aria-label="${t("explore.order")}">${orders}</nav>`;
}

/** Behind a link that lets in whoever has it. Posts nothing for who is signed in, or `acct` of an account elsewhere. */
export function groupLinkView(
  ctx: ViewContext,
  { account, group, code, problems, typed }: { account: Account; group: Row<"groups">; code: string } & FormState,
): Html {
  const { t } = ctx;
  const action = routes.groupLink(code);
  const here =
    ctx.viewer === undefined
      ? html`<p class="buttons"><a class="button primary" href="${routes.signIn}?return_to=${encodeURIComponent(action)}">${t("common.sign_in")}</a></p>`
      : form(ctx, action, html`<button class="button primary">${t("groups.join")}</button>`);
  const elsewhere = html`<section><h2>${t("groups.link_elsewhere")}</h2>${form(ctx, action, html`${problemSummary(ctx, problems)}${field("acct", { label: t("groups.link_handle"), hint: t("groups.link_handle_hint", { handle: wholeHandleOf(account, ctx) }), plain: true, required: true, maxlength: 300, problems, typed })}<p>${submit(t("groups.link_send"))}</p>`, { className: "stack" })}</section>`;
  const note = group.note === "" ? "" : html`<div class="content" dir="auto">${raw(group.note)}</div>`;
  const title = t("groups.link_title", { title: group.title });
  const main = html`${pageHead(title, { lead: t("groups.members_count", { count: account.followers_count }) })}${note}${here}${elsewhere}`;
  return layout(ctx, { title, main, narrow: true, meta: undefined });
}
