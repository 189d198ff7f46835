/** Whom of those one follows knows somebody: "Followed by Jon, Amara and 3 others, whom you follow". */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { nameLink } from "./names.ts";

/** Two by name, the others as a number. */
const NAMED = 2;

/** Nothing for nobody. */
export function familiarView(accounts: readonly Account[], ctx: ViewContext): Html {
  if (accounts.length === 0) return raw("");
  const named = accounts.slice(0, accounts.length === NAMED + 1 ? NAMED + 1 : NAMED).map((account) => nameLink(account, ctx));
  const others = accounts.length - named.length;
  const parts = others === 0 ? named : [...named, html`${ctx.t("common.others", { count: others })}`];
  return ctx.rich("profile.familiar", { names: listOf(parts, ctx) });
}

/** Markup as the language lists things: "a, b and c". */
function listOf(items: readonly Html[], { locale }: ViewContext): Html {
  // The places are letters for private use, which no language puts between the items of a list.
  const places = locale.list(items.map((_, at) => String.fromCodePoint(0xe000 + at)));
  return html`${Array.from(places).map((sign) => items[(sign.codePointAt(0) ?? 0) - 0xe000] ?? sign)}`;
}
