/** An account in a list: who it is, the beginning of what it says about itself, and what one can do. */
import type { Account } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Relation, ViewContext } from "../frame/context.ts";
import { bylineView } from "./names.ts";
import { followButton, relationWords } from "./relation.ts";
import { shortened, wordsOf } from "./words.ts";

/** `actions` stand in the place of the follow button, `why` before what the account says about itself. */
export function accountCard(
  account: Account,
  relation: Relation | undefined,
  ctx: ViewContext,
  { actions, why }: { actions?: Html | undefined; why?: Html | string | undefined } = {},
): Html {
  const note = account.suspended_at > 0 ? "" : shortened(wordsOf(account.note), 140);
  const about = [account.bot === 1 ? ctx.t("profile.automated") : "", relationWords(relation, ctx)].filter(Boolean).join(" · ");
  return html`<li class="card"><div class="head">${bylineView(account, ctx)}${actions ?? followButton(account, relation, ctx)}</div>${about === "" ? "" : html`<p class="hint">${about}</p>`}${why === undefined ? "" : html`<p class="hint">${why}</p>`}${note === "" ? "" : html`<p class="excerpt" dir="auto">${note}</p>`}</li>`;
}

export function accountList(accounts: readonly Account[], relations: ReadonlyMap<number, Relation>, ctx: ViewContext): Html {
  if (accounts.length === 0) return raw("");
  return cardList(accounts.map((account) => accountCard(account, relations.get(account.id), ctx)));
}

export const cardList = (cards: readonly Html[]): Html => html`<ul class="cards">${join([...cards], raw("\n"))}</ul>`;
