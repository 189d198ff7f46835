/** One's friends, who asks to be one, whom one has asked, and whom friends know. */
import type { Account } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Pager, Problems, Relation, Typed, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { accountCard, cardList } from "../parts/account-card.ts";
import { familiarView } from "../parts/familiar.ts";
import { field, form, problemSummary, select, submit } from "../parts/form.ts";
import { friendAnswers, friendButton } from "../parts/friendship.ts";
import { handleOf, nameOf } from "../parts/names.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { peoplePage } from "./people-frame.ts";
import { routes } from "../frame/routes.ts";

export type Suggested = {
  account: Account;
  /** So many of the reader's friends follow it. */
  known_by: number;
  /** Whom the reader follows among those who follow it. */
  familiar: readonly Account[];
};

export type Friends = {
  received: readonly Account[];
  sent: readonly Account[];
  friends: readonly Account[];
  pager: Pager;
  suggested: readonly Suggested[];
  /** Of those whom one has asked, and of those who are suggested. */
  relations: ReadonlyMap<number, Relation>;
};

export function friendsView(ctx: ViewContext, page: Friends): Html {
  const { t } = ctx;
  const { received, sent, friends, pager, suggested } = page;
  const asking = received.map((account) => accountCard(account, undefined, ctx, { actions: friendAnswers(account, ctx) }));
  const asked = sent.map((account) =>
    accountCard(account, undefined, ctx, { actions: friendButton(account, page.relations.get(account.id), ctx) }),
  );
  const known = friends.map((account) => accountCard(account, undefined, ctx, { actions: friendActions(account, ctx) }));
  const none = emptyView(t("friends.none"), t("friends.none_lesson"));
  const body = html`${section(t("friends.requests"), asking)}${section(t("friends.requests_sent"), asked)}
<section><h2>${t("friends.all")}</h2>${known.length === 0 ? none : cardList(known)}${pagerView(pager, ctx)}</section>
${section(
  t("friends.suggested"),
  suggested.map((one) => suggestedCard(one, page.relations, ctx)),
)}`;
  const actions = html`<a class="button" href="${routes.circles}">${icon("private")}${t("people.circles")}</a>`;
  return peoplePage(ctx, "friends", body, { lead: t("friends.lead"), actions });
}

const section = (title: string, cards: readonly Html[]): Html | string =>
  cards.length === 0 ? "" : html`<section><h2>${title}</h2>${cardList(cards)}</section>`;

const friendActions = (account: Account, { t }: ViewContext): Html =>
  html`<div class="answer"><a class="button" href="${routes.newMessage([account.id])}">${icon("message")}${hidden(`${t("profile.message")} ${handleOf(account)}`)}</a><a class="button" href="${routes.introduce(account.id)}">${t("friends.introduce")}${hidden(` ${handleOf(account)}`)}</a></div>`;

function suggestedCard({ account, known_by, familiar }: Suggested, relations: Friends["relations"], ctx: ViewContext): Html {
  const { t } = ctx;
  const dismiss = form(
    ctx,
    routes.dismissSuggestion,
    html`<input type="hidden" name="id" value="${account.id}"><button class="button">${t("explore.dismiss")}${hidden(` ${handleOf(account)}`)}</button>`,
  );
  const actions = html`<div class="answer">${friendButton(account, relations.get(account.id), ctx)}${dismiss}</div>`;
  const why = known_by > 0 ? t("friends.known_by", { count: known_by }) : familiarView(familiar, ctx);
  return accountCard(account, relations.get(account.id), ctx, { actions, why });
}

export type Introducing = {
  friends: readonly Account[];
  first: number;
  /** What was searched for. */
  q: string;
  typed?: Typed | undefined;
  problems?: Problems | undefined;
};

/** Posts `first`, `second` (ids) and `comment`. */
export function introduceView(ctx: ViewContext, { friends, first, q, typed, problems }: Introducing): Html {
  const { t } = ctx;
  const options = {
    title: t("friends.introduce_title"),
    lead: t("friends.introduce_lead"),
    above: { href: routes.friends, label: t("friends.title") },
  };
  if (friends.length < 2 && q === "")
    return peoplePage(ctx, "friends", emptyView(t("friends.introduce_few"), t("friends.introduce_few_lesson")), options);
  const choices = friends.map((account) => [String(account.id), `${nameOf(account)} (${handleOf(account)})`] as const);
  const one = typed?.["first"] ?? (first === 0 ? (choices[0]?.[0] ?? "") : String(first));
  const other = typed?.["second"] ?? choices.find(([id]) => id !== one)?.[0] ?? "";
  const words = field("comment", {
    label: t("friends.introduce_words"),
    hint: t("friends.introduce_words_hint"),
    rows: 3,
    maxlength: 500,
    typed,
    problems,
  });
  const kept = first === 0 ? "" : html`<input type="hidden" name="first" value="${first}">`;
  const search = html`<form class="search within" role="search" method="get" action="${routes.introduce()}">${kept}<label for="f-q">${t("people.search")}</label><div class="joined"><input id="f-q" name="q" type="search" value="${q}" maxlength="200" autocapitalize="none" spellcheck="false" autocomplete="off" dir="auto"><button class="button">${icon("search")}${t("common.search")}</button></div></form>`;
  if (friends.length < 2)
    return peoplePage(
      ctx,
      "friends",
      html`${search}${emptyView(t("people.not_found"), t("people.not_found_lesson", { q }))}`,
      options,
    );
  const body = html`${problemSummary(ctx, problems)}${select("first", { label: t("friends.introduce_one"), choices, value: one })}${select("second", { label: t("friends.introduce_other"), choices, value: other })}${words}<p>${submit(t("friends.introduce_do"))}</p>`;
  return peoplePage(
    ctx,
    "friends",
    html`${search}${form(ctx, routes.introduce(), body, { className: "stack", return_to: routes.introduce() })}`,
    options,
  );
}
