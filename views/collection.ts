/** A collection: accounts that somebody recommends together. */
import type { Account } from "../src/db/schema.ts";
import { html, type Html } from "../src/html.ts";
import type { Relation, ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { accountList } from "./parts/account-card.ts";
import { handleOf, nameView } from "./parts/names.ts";
import { emptyView } from "./parts/timeline.ts";
import { routes } from "./routes.ts";

export type CollectionPage = {
  collection: { name: string; description: string };
  curator: Account;
  accounts: readonly Account[];
  /** By account id. */
  relations: ReadonlyMap<number, Relation>;
};

export function collectionView(ctx: ViewContext, { collection, curator, accounts, relations }: CollectionPage): Html {
  const lead = html`Recommended by <a href="${routes.profile(curator)}" dir="auto">${nameView(curator, ctx)}</a> ${handleOf(curator)}`;
  const description = collection.description === "" ? "" : html`<p dir="auto">${collection.description}</p>`;
  const list =
    accounts.length === 0
      ? emptyView("Nobody yet", "This collection has no accounts that you can see.")
      : accountList(accounts, relations, ctx);
  const main = html`${pageHead(html`<span dir="auto">${collection.name}</span>`, { lead })}${description}${list}`;
  return layout(ctx, { title: collection.name, main });
}
