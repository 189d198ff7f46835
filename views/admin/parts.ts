/** Parts that the pages of administration share: buttons that act, facts, filters, empty lists, and names of those who acted. */
import type { Account } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { described, flagAttribute, form, problemView, type FormState } from "../parts/form.ts";
import { handleOf } from "../parts/names.ts";
import { hidden } from "../parts/words.ts";
import { adminRoutes } from "./routes.ts";

type Looks = "danger" | "primary";

/** A form that is one button. @param about said to those who hear the page: to what it is done */
export function actButton(
  ctx: ViewContext,
  action: string,
  label: string,
  options: { about?: string; looks?: Looks; fields?: Html } = {},
): Html {
  const { about, looks, fields } = options;
  const button = html`<button class="button${looks === undefined ? "" : ` ${looks}`}">${label}${about === undefined ? "" : hidden(` ${about}`)}</button>`;
  return form(ctx, action, html`${fields ?? ""}${button}`);
}

/** A button that opens what needs a second thought. */
export const askFirst = (label: string, body: Html, about?: string, open = false): Html =>
  html`<details class="ask"${flagAttribute("open", open)}><summary class="button">${label}${about === undefined ? "" : hidden(` ${about}`)}</summary><div class="panel">${body}</div></details>`;

export const cards = (items: readonly Html[]): Html => html`<ul class="cards">${join(items, raw("\n"))}</ul>`;

/** A list with its empty state. */
export const cardsOr = (items: readonly Html[], empty: string): Html =>
  items.length === 0 ? html`<p class="empty">${empty}</p>` : cards(items);

/** One entry of a list: what it is, what is known of it, what can be done. */
export const card = (title: Html | string, hint: Html | string, acts: Html | string = "", below: Html | string = ""): Html =>
  html`<li class="card"><div class="head"><div class="what"><strong dir="auto">${title}</strong><p class="hint">${hint}</p></div>${acts === "" ? "" : html`<div class="answer">${acts}</div>`}</div>${below}</li>`;

export type Fact = readonly [label: string, value: Html | string];

/** What is known, by name; what is empty is left out. */
export const factList = (facts: readonly (Fact | undefined)[]): Html =>
  html`<dl class="fact-list">${facts.map((fact) => (fact === undefined || fact[1] === "" ? "" : html`<div><dt>${fact[0]}</dt><dd dir="auto">${fact[1]}</dd></div>`))}</dl>`;

/** Hints joined by dots; what is empty is left out. */
export const dotted = (parts: readonly (Html | string | undefined | false)[]): Html => join(parts, " · ");

/** A form that asks anew: fields and a button, sent by GET. */
export const filterForm = (ctx: ViewContext, action: string, fields: Html): Html =>
  html`<form class="filter" method="get" action="${action}">${fields}<button class="button">${ctx.t("admin.filter")}</button></form>`;

/** Somebody as a link to their page here; 0 is the command line. */
export function whoView(ctx: ViewContext, id: number, accounts: ReadonlyMap<number, Account>): Html {
  const account = accounts.get(id);
  if (account === undefined) return html`${id === 0 ? ctx.t("admin.command_line") : ctx.t("admin.account_gone")}`;
  return html`<a class="name" href="${adminRoutes.account(id)}" dir="auto">${handleOf(account)}</a>`;
}

/** An instant in a list of facts: day and time, the whole on hover. */
export const momentView = (at: number, ctx: ViewContext): Html =>
  html`<time datetime="${new Date(at).toISOString()}" title="${ctx.locale.times.whole(at)}">${ctx.locale.times.dateTime(at)}</time>`;

/** A word for a state: its shape tells it apart, not its colour alone. */
export const stateView = (kind: "good" | "warn" | "bad" | "calm", words: string): Html =>
  html`<span class="standing ${kind}">${words}</span>`;

export const sectionView = (title: string, body: Html, id?: string): Html =>
  html`<section class="part-of-page"${id === undefined ? "" : html` id="${id}"`}><h2>${title}</h2>${body}</section>`;

type SmallOptions = FormState & {
  value?: string;
  rows?: number;
  required?: boolean;
  maxlength?: number;
  placeholder?: string;
  type?: "text" | "search" | "number";
};

/** A field inside its label, for forms of which a page has several. */
export function smallField(name: string, label: string, options: SmallOptions = {}): Html {
  const { typed, problems, prefix = "", rows, required, maxlength, placeholder, type = "text" } = options;
  const value = typed?.[name] ?? options.value ?? "";
  const [id, problem] = [`${prefix}${name}`, problems?.[name]];
  const marks = prefix === "" ? "" : html` id="${id}"${described(id, { problem })}`;
  const about = html`${marks}${required === true ? raw(" required") : ""}${maxlength === undefined ? "" : html` maxlength="${maxlength}"`}${placeholder === undefined ? "" : html` placeholder="${placeholder}"`}`;
  const control =
    rows === undefined
      ? html`<input name="${name}" type="${type}" value="${value}" dir="auto"${about}>`
      : html`<textarea name="${name}" rows="${rows}" dir="auto"${about}>${raw("\n")}${value}</textarea>`;
  return html`<label class="field"><span>${label}</span>${control}</label>${problemView(id, problem)}`;
}

export type Choice = readonly [value: string, label: string];

/** A choice of one inside its label. */
export const smallSelect = (name: string, label: string, choices: readonly Choice[], value = ""): Html =>
  html`<label class="field"><span>${label}</span><select name="${name}">${choices.map(([one, words]) => html`<option value="${one}"${raw(one === value ? " selected" : "")}>${words}</option>`)}</select></label>`;

/** A box to tick inside its label. */
export const smallCheck = (name: string, label: string, checked = false, value = "1"): Html =>
  html`<label class="tick"><input type="checkbox" name="${name}" value="${value}"${raw(checked ? " checked" : "")}><span>${label}</span></label>`;
