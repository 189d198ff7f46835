/** An account in a list: who it is, the beginning of what it says about itself, and what one can do. */
import type { Account } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Relation, ViewContext } from "../context.ts";
import { bylineView } from "./names.ts";
import { followButton, relationWords } from "./relation.ts";
import { shortened, wordsOf } from "./words.ts";

/** `actions` stand in the place of the follow button. */
export function accountCard(account: Account, relation: Relation | undefined, ctx: ViewContext, actions?: Html): Html {
  const note = shortened(wordsOf(account.note), 140);
  const about = [account.bot === 1 ? "automated" : "", relationWords(relation)].filter(Boolean).join(" · ");
  return html`<li class="card"><div class="head">${bylineView(account, ctx)}${actions ?? followButton(account, relation, ctx)}</div>${about === "" ? "" : html`<p class="hint">${about}</p>`}${note === "" ? "" : html`<p class="excerpt" dir="auto">${note}</p>`}</li>`;
}

export function accountList(accounts: readonly Account[], relations: ReadonlyMap<number, Relation>, ctx: ViewContext): Html {
  if (accounts.length === 0) return raw("");
  const cards = accounts.map((account) => accountCard(account, relations.get(account.id), ctx));
  return html`<ul class="cards">${join(cards, raw("\n"))}</ul>`;
}
