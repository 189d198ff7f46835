/** Links that trend: their card, with how often it was posted. */
import type { Row } from "../../db/schema.ts";
import type { TagUse } from "../../tags/find.ts";
import { renderCard, type Named } from "./card.ts";
import type { Scene } from "./scene.ts";

export const renderHistory = (history: readonly TagUse[]) =>
  history.map(({ day, uses, accounts }) => ({
    day: String(Math.floor(day / 1000)),
    uses: String(uses),
    accounts: String(accounts),
  }));

export const renderTrendLink = (card: Row<"cards">, history: readonly TagUse[], scene: Scene, named: Named) => ({
  ...renderCard(card, scene, named),
  id: String(card.id),
  history: renderHistory(history),
});
