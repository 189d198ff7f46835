/** Joins what is kept of statuses and accounts with what is true for this answer only: counters, and what they are to who looks. */
import type { AccountOutline } from "../../accounts/outline.ts";
import { padded } from "../../db/lists.ts";
import type { Matcher } from "../../filters/match.ts";
import type { Kith } from "../../kith.ts";
import { loadRelations, noRelations, type Relation } from "../../quotes/policy.ts";
import { loadMarks, noMarks } from "../../statuses/marks.ts";
import type { Outlines } from "../../statuses/outline.ts";
import { joinStatus, type Marked } from "../entities/joined.ts";
import type { Scene } from "../entities/scene.ts";
import { accountText, type KeptAccount, type KeptStatus } from "./kept.ts";

/** By id; statuses in the order asked for. What is gone, or may not be seen, is not there. */
export type Texts = { statuses: ReadonlyMap<number, string>; accounts: ReadonlyMap<number, string> };

/** An account with what is kept of it, if it is to be shown. */
export type Person = { outline: AccountOutline; kept: KeptAccount | undefined };
/** What is there to be joined. */
export type Stock = {
  outlines: Outlines["outlines"];
  statuses: ReadonlyMap<number, KeptStatus>;
  people: ReadonlyMap<number, Person>;
};
export type Ground = { kith: Kith; viewer_id: number; scene: Scene; match: Matcher | undefined };

/** Everything that is asked for is in stock. */
export async function joinTexts(ground: Ground, stock: Stock, asked: Asked): Promise<Texts> {
  const looker = await loadLookerOf(ground, stock, asked);
  const { ids, account_ids } = asked;
  const known = new Map<number, string>();
  const textOf = (id: number) => {
    const { kept, outline } = stock.people.get(id) ?? {};
    const text = known.get(id) ?? ((kept && outline && accountText(kept, outline, looker)) || "null");
    known.set(id, text);
    return text;
  };
  const marked = await loadMarked(ground, stock, ids);
  const join = (id: number): string => {
    const [outline, kept] = [stock.outlines.get(id), stock.statuses.get(id)];
    if (outline === undefined || kept?.begin === undefined) return "null";
    const original = outline.reblog_of_id === null ? outline : (stock.outlines.get(outline.reblog_of_id) ?? outline);
    const words = stock.statuses.get(original.id)?.words ?? "";
    return joinStatus(kept.begin, {
      original,
      quotable: kept.quotable,
      relation: looker.relationTo(original.account_id),
      account: textOf(outline.account_id),
      reblog: original === outline ? "null" : join(original.id),
      marked,
      matches: ground.match?.(original, () => words),
    });
  };
  return {
    statuses: new Map([...ids].map((id) => [id, join(id)])),
    accounts: new Map(account_ids.map((id) => [id, textOf(id)])),
  };
}

type KnowingLooker = { viewer_id: number; relationTo(account_id: number): Relation };
type Asked = { ids: ReadonlySet<number>; account_ids: readonly number[] };

/** Asks who follows whom only where that matters, which it hardly ever does. */
async function loadLookerOf({ kith, viewer_id }: Ground, stock: Stock, { ids, account_ids }: Asked): Promise<KnowingLooker> {
  const asking = new Set<number>();
  const askFor = (account_id: number) => void (stock.people.get(account_id)?.kept?.asks === true && asking.add(account_id));
  for (const id of viewer_id === 0 ? [] : ids) {
    const outline = stock.outlines.get(id);
    for (const one of [outline, stock.outlines.get(outline?.reblog_of_id ?? 0)]) {
      if (one === undefined) continue;
      askFor(one.account_id);
      if (stock.statuses.get(one.id)?.asks === true) asking.add(one.account_id);
    }
  }
  if (viewer_id !== 0) for (const id of account_ids) askFor(id);
  const { follows, followed } = asking.size === 0 ? noRelations : await loadRelations(kith.db, viewer_id, padded(asking));
  return { viewer_id, relationTo: (id) => ({ follows: follows.has(id), followed: followed.has(id) }) };
}

/** What the viewer has done with the statuses, and with what they reblog. */
async function loadMarked({ kith, viewer_id }: Ground, { outlines }: Stock, ids: ReadonlySet<number>): Promise<Marked> {
  if (viewer_id === 0 || ids.size === 0) return { viewer_id, marks: noMarks };
  const originals = [...ids].flatMap((id) => outlines.get(outlines.get(id)?.reblog_of_id ?? id) ?? []);
  return { viewer_id, marks: await loadMarks(kith.db, viewer_id, originals, []) };
}
