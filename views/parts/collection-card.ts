/** A collection in a list: its name, what it says, and how many stand in it. */
import type { Row } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";
import { cardList } from "./account-card.ts";

export type CollectionCard = { collection: Pick<Row<"collections">, "id" | "name" | "description" | "sensitive">; count: number };

export const collectionCards = (cards: readonly CollectionCard[], ctx: ViewContext): Html =>
  cardList(cards.map((card) => cardView(card, ctx)));

function cardView({ collection, count }: CollectionCard, { t }: ViewContext): Html {
  const words =
    collection.description === "" || collection.sensitive === 1
      ? ""
      : html`<p class="excerpt" dir="auto">${collection.description}</p>`;
  return html`<li class="card"><div class="head"><a class="card-title" href="${routes.collection(collection.id)}"><strong dir="auto">${collection.name}</strong></a><span class="hint">${t("common.accounts", { count })}</span></div>${words}</li>`;
}
