/** One's circles: making, renaming and ending them, who is in each, and whom each reaches. */
import type { Circle } from "../../src/circles/circles.ts";
import type { Reach } from "../../src/circles/reach.ts";
import type { Account } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { accountCard, cardList } from "../parts/account-card.ts";
import { circleName, reachOf } from "../parts/circle-words.ts";
import { field, form, problemSummary, submit, type FormState } from "../parts/form.ts";
import { handleOf } from "../parts/names.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { peoplePage } from "./people-frame.ts";
import { routes } from "../frame/routes.ts";

export type Circles = FormState & { circles: readonly { circle: Circle; reach: Reach }[] };

export function circlesView(ctx: ViewContext, { circles, typed, problems }: Circles): Html {
  const { t } = ctx;
  const cards = circles.map(({ circle, reach }) => {
    const name = circleName(circle, ctx);
    const write =
      reach.people === 0
        ? ""
        : html`<a class="button" href="${routes.composeTo(circle.id)}">${icon("write")}${t("friends.circle_write")}${hidden(` ${name}`)}</a>`;
    return html`<li class="card"><div class="head"><a class="card-title" href="${routes.circle(circle.id)}"><strong dir="auto">${name}</strong></a>${write}</div><p class="hint">${reachOf(reach, ctx)}</p></li>`;
  });
  const title = field("title", {
    label: t("friends.circle_name"),
    required: true,
    maxlength: 100,
    ...(problems === undefined ? {} : { problems }),
    ...(typed === undefined ? {} : { typed }),
  });
  const body = html`${problemSummary(ctx, problems)}${title}<p>${submit(t("friends.circle_make_do"))}</p>`;
  const make = html`<details class="part"${problems === undefined ? "" : html` open`}><summary>${icon("private")}${t("friends.circle_make")}</summary>${form(ctx, routes.circles, body, { className: "stack" })}</details>`;
  return peoplePage(ctx, "circles", html`${cardList(cards)}${make}`, { lead: t("friends.circles_lead") });
}

export type CirclePage = FormState & {
  circle: Circle;
  reach: Reach;
  members: readonly Account[];
  pager: Pager;
  /** What was searched for among those whom one follows and who follow one, and who was found. */
  q: string;
  found: readonly { account: Account; holds: boolean }[];
};

export function circleView(ctx: ViewContext, page: CirclePage): Html {
  const { t } = ctx;
  const { circle, reach } = page;
  const name = circleName(circle, ctx);
  const write =
    reach.people === 0
      ? undefined
      : html`<a class="button primary" href="${routes.composeTo(circle.id)}">${icon("write")}${t("friends.circle_write")}</a>`;
  return peoplePage(ctx, "circles", html`${reachView(ctx, reach)}${membersView(ctx, page)}${settingsView(ctx, page)}`, {
    title: name,
    heading: html`<span dir="auto">${name}</span>`,
    lead: reachOf(reach, ctx),
    ...(write === undefined ? {} : { actions: write }),
    above: { href: routes.circles, label: t("people.circles") },
  });
}

/** How many on which server; said only when there is more than one. */
function reachView({ t, instance }: ViewContext, { hosts, servers }: Reach): Html | string {
  if (servers < 2) return "";
  const lines = hosts.map(
    ({ host, people }) => html`<li>${t("friends.reach_host", { people, host: host === "" ? instance.domain : host })}</li>`,
  );
  return html`<details class="part"><summary>${icon("public")}${t("friends.reach_title")}</summary><ul>${lines}</ul></details>`;
}

function membersView(ctx: ViewContext, page: CirclePage): Html {
  const { t } = ctx;
  const { circle, members, pager, q } = page;
  const cards = members.map((account) =>
    accountCard(account, undefined, ctx, { actions: actView(ctx, circle, account, "remove") }),
  );
  const none = emptyView(t("friends.circle_nobody"), t("friends.circle_nobody_lesson"));
  return html`<section><h2>${t("friends.circle_add")}</h2><form class="search within" role="search" method="get" action="${routes.circle(circle.id)}"><label for="f-q">${t("friends.circle_search")}</label><div class="joined"><input id="f-q" name="q" type="search" value="${q}" maxlength="200" autocapitalize="none" spellcheck="false" autocomplete="off" dir="auto"><button class="button">${icon("search")}${t("common.search")}</button></div></form>${foundView(ctx, page)}</section><section><h2>${t("friends.circle_members")}</h2>${cards.length === 0 ? none : cardList(cards)}${pagerView(pager, ctx)}</section>`;
}

function foundView(ctx: ViewContext, { circle, q, found }: CirclePage): Html | string {
  if (q === "") return "";
  const { t } = ctx;
  if (found.length === 0) return emptyView(t("people.not_found"), t("friends.circle_not_found", { q }));
  return cardList(
    found.map(({ account, holds }) =>
      accountCard(account, undefined, ctx, { actions: actView(ctx, circle, account, holds ? "remove" : "add") }),
    ),
  );
}

function actView(ctx: ViewContext, circle: Circle, account: Account, act: "add" | "remove"): Html {
  const word = ctx.t(act === "add" ? "common.add" : "common.remove");
  const className = act === "add" ? "button primary" : "button";
  return form(
    ctx,
    routes.actOnCircle(circle.id, act),
    html`<input type="hidden" name="account" value="${account.id}"><button class="${className}">${word}${hidden(` ${handleOf(account)}`)}</button>`,
  );
}

/** The one that everybody has keeps its name, and stays. */
function settingsView(ctx: ViewContext, { circle, typed, problems }: CirclePage): Html | string {
  if (circle.title === "") return "";
  const { t } = ctx;
  const title = field("title", {
    label: t("friends.circle_new_name"),
    value: circle.title,
    required: true,
    maxlength: 100,
    ...(problems === undefined ? {} : { problems }),
    ...(typed === undefined ? {} : { typed }),
  });
  const body = html`${problemSummary(ctx, problems)}${title}<p>${submit(t("common.save"))}</p>`;
  return html`<section class="after"><h2>${t("friends.circle_rename")}</h2>${form(ctx, routes.actOnCircle(circle.id, "rename"), body, { className: "stack" })}</section><p class="after"><a class="button" href="${routes.actOnCircle(circle.id, "delete")}">${t("friends.circle_delete")}</a></p>`;
}

/** In which of one's circles somebody is: posts `circle` (ids, repeated). */
export function inCirclesView(
  ctx: ViewContext,
  {
    account,
    circles,
    return_to,
  }: { account: Account; circles: readonly { circle: Circle; holds: boolean }[]; return_to: string },
): Html {
  const { t } = ctx;
  const rows = circles.map(
    ({ circle, holds }) =>
      html`<label class="pick-one"><input type="checkbox" name="circle" value="${circle.id}"${holds ? html` checked` : ""}><span dir="auto">${circleName(circle, ctx)}</span></label>`,
  );
  const legend = t("friends.in_circles", { handle: handleOf(account) });
  const body = html`<fieldset><legend>${legend}</legend><div class="pick-many">${rows}</div></fieldset><p class="buttons">${submit(t("common.save"))} <a class="button" href="${return_to}">${t("common.cancel")}</a></p>`;
  const options = {
    title: t("friends.to_circles"),
    lead: t("friends.in_circles_lead"),
    above: { href: routes.circles, label: t("people.circles") },
  };
  return peoplePage(
    ctx,
    "circles",
    form(ctx, routes.aboutAccount(account.id, "circles"), body, { className: "stack", return_to }),
    options,
  );
}
