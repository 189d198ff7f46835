/** One's lists: making, renaming and ending them, and who is in each. */
import type { Account, Row } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { accountCard, cardList } from "../parts/account-card.ts";
import { check, field, form, problemSummary, select, submit, type FormState } from "../parts/form.ts";
import { handleOf } from "../parts/names.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { peoplePage } from "./people-frame.ts";
import { routes } from "../frame/routes.ts";

type List = Row<"lists">;
const REPLIES = ["list", "followed", "none"] as const;

/** `count`: how many people are in it. */
export type Lists = FormState & { lists: readonly { list: List; count: number }[] };

export function listsView(ctx: ViewContext, { lists, typed, problems }: Lists): Html {
  const { t } = ctx;
  const cards = lists.map(
    ({ list, count }) =>
      html`<li class="card"><div class="head"><a class="card-title" href="${routes.listTimeline(list.id)}"><strong dir="auto">${list.title}</strong></a><a class="button" href="${routes.editList(list.id)}">${t("common.change")}${hidden(` ${list.title}`)}</a></div><p class="hint">${t("common.people", { count })} · ${t(list.exclusive === 1 ? "lists.apart" : "lists.also_home")}</p></li>`,
  );
  const list = cards.length === 0 ? emptyView(t("lists.none"), t("lists.lesson")) : cardList(cards);
  const make = html`<details class="part"${cards.length === 0 || problems !== undefined ? html` open` : ""}><summary>${icon("list")}${t("lists.make")}</summary>${form(ctx, routes.lists, html`${problemSummary(ctx, problems)}${valuesView(ctx, undefined, { typed, problems })}<p>${submit(t("lists.make_do"))}</p>`, { className: "stack" })}</details>`;
  return peoplePage(ctx, "lists", html`${list}${make}`, { lead: t("lists.lead") });
}

function valuesView(ctx: ViewContext, list: List | undefined, state: FormState): Html {
  const { t } = ctx;
  const choices = REPLIES.map((policy) => [policy, t(`lists.replies_${policy}`)] as const);
  const replies = state.typed?.["replies_policy"] ?? list?.replies_policy ?? "list";
  const apart = state.typed === undefined ? list?.exclusive === 1 : state.typed["exclusive"] !== undefined;
  return html`${field("title", { ...state, label: t("lists.name"), value: list?.title ?? "", required: true, maxlength: 255 })}${select("replies_policy", { label: t("lists.replies"), hint: t("lists.replies_hint"), choices, value: replies })}${check("exclusive", { label: t("lists.exclusive"), hint: t("lists.exclusive_hint"), checked: apart })}`;
}

export type ListForm = FormState & {
  list: List;
  members: readonly Account[];
  pager: Pager;
  /** What was searched for among those whom one follows, and who was found. */
  q: string;
  found: readonly { account: Account; holds: boolean }[];
};

export function editListView(ctx: ViewContext, page: ListForm): Html {
  const { t } = ctx;
  const { list, typed, problems } = page;
  const values = form(
    ctx,
    routes.editList(list.id),
    html`${problemSummary(ctx, problems)}${valuesView(ctx, list, { typed, problems })}<p class="buttons">${submit(t("common.save"))} <a class="button" href="${routes.listTimeline(list.id)}">${t("lists.read")}</a></p>`,
    { className: "stack" },
  );
  const end = html`<p class="after"><a class="button" href="${routes.actOnList(list.id, "delete")}">${t("lists.delete")}</a></p>`;
  const heading = html`<span dir="auto">${list.title}</span>`;
  return peoplePage(
    ctx,
    "lists",
    html`${membersView(ctx, page)}<section class="after"><h2>${t("lists.settings")}</h2>${values}</section>${end}`,
    {
      title: list.title,
      heading,
      above: { href: routes.lists, label: t("common.lists") },
    },
  );
}

function membersView(ctx: ViewContext, page: ListForm): Html {
  const { t } = ctx;
  const { list, members, pager, q } = page;
  const cards = members.map((account) =>
    accountCard(account, undefined, ctx, { actions: actView(ctx, list, account, "remove") }),
  );
  const none = emptyView(t("lists.nobody"), t("lists.nobody_lesson"));
  return html`<section><h2>${t("lists.add")}</h2><form class="search within" role="search" method="get" action="${routes.editList(list.id)}"><label for="f-q">${t("lists.search")}</label><div class="joined"><input id="f-q" name="q" type="search" value="${q}" maxlength="200" autocapitalize="none" spellcheck="false" autocomplete="off" dir="auto"><button class="button">${icon("search")}${t("common.search")}</button></div></form>${foundView(ctx, page)}</section><section><h2>${t("lists.members")}</h2>${cards.length === 0 ? none : cardList(cards)}${pagerView(pager, ctx)}</section>`;
}

function foundView(ctx: ViewContext, { list, q, found }: ListForm): Html | string {
  if (q === "") return "";
  const { t } = ctx;
  if (found.length === 0) return emptyView(t("people.not_found"), t("lists.not_found_lesson", { q }));
  return cardList(
    found.map(({ account, holds }) =>
      accountCard(account, undefined, ctx, { actions: actView(ctx, list, account, holds ? "remove" : "add") }),
    ),
  );
}

function actView(ctx: ViewContext, list: List, account: Account, act: "add" | "remove"): Html {
  const word = ctx.t(act === "add" ? "common.add" : "common.remove");
  const className = act === "add" ? "button primary" : "button";
  return form(
    ctx,
    routes.actOnList(list.id, act),
    html`<input type="hidden" name="account" value="${account.id}"><button class="${className}">${word}${hidden(` ${handleOf(account)}`)}</button>`,
  );
}

/** The question before something ends. */
/** `page`: below which heading of people and filters it stands; else `from` names where it leads back to. */
export function askView(
  ctx: ViewContext,
  ask: {
    page?: "lists" | "filters" | "collections" | "circles";
    from?: string;
    title: string;
    lead: string;
    action: string;
    word: string;
    back: string;
    fields?: Html;
  },
): Html {
  const body = html`${ask.fields ?? ""}<p class="buttons"><button class="button danger">${ask.word}</button> <a class="button" href="${ask.back}">${ctx.t("common.cancel")}</a></p>`;
  const { title, lead, page } = ask;
  if (page !== undefined) return peoplePage(ctx, page, form(ctx, ask.action, body), { title, lead });
  const head = pageHead(title, { lead, back: { href: ask.back, label: ask.from ?? ctx.t("common.cancel") } });
  return layout(ctx, { title, main: html`${head}${form(ctx, ask.action, body)}`, narrow: true });
}
