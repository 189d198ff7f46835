/** Joins what is kept of statuses and accounts with what is true for this answer only: counters, and what they are to who looks. */
import type { AccountOutline } from "../../accounts/outline.ts";
import { padded } from "../../db/lists.ts";
import type { Matcher } from "../../filters/match.ts";
import type { Kith } from "../../kith.ts";
import { loadRelations, noRelations, type Relation } from "../../quotes/policy.ts";
import { loadMarks, noMarks } from "../../statuses/marks.ts";
import type { Outlines, StatusOutline } from "../../statuses/outline.ts";
import { joinStatus, restOf, type Marked } from "../entities/joined.ts";
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
    const before = known.get(id);
    if (before !== undefined) return before;
    const person = stock.people.get(id);
    const text = person?.kept === undefined ? undefined : accountText(person.kept, person.outline, looker);
    known.set(id, text ?? "null");
    return text ?? "null";
  };
  const marked = await loadMarked(ground, stock, ids);
  const join = (id: number): string => {
    const outline = stock.outlines.get(id);
    const kept = stock.statuses.get(id);
    if (outline === undefined || kept?.begin === undefined) return "null";
    const original = outline.reblog_of_id === null ? outline : (stock.outlines.get(outline.reblog_of_id) ?? outline);
    const words = stock.statuses.get(original.id)?.words ?? "";
    kept.last = restOf(
      original,
      marked,
      ground.match?.(original, () => words),
      kept.last,
    );
    return joinStatus(kept.begin, {
      quotable: kept.quotable,
      relation: looker.relationTo(original.account_id),
      account: textOf(outline.account_id),
      reblog: original === outline ? "null" : join(original.id),
      rest: kept.last.text,
      viewer_id: ground.viewer_id,
    });
  };
  const statuses = new Map<number, string>();
  for (const id of ids) statuses.set(id, join(id));
  const accounts = new Map<number, string>();
  for (const id of account_ids) accounts.set(id, textOf(id));
  return { statuses, accounts };
}

type KnowingLooker = { viewer_id: number; relationTo(account_id: number): Relation };
type Asked = { ids: ReadonlySet<number>; account_ids: readonly number[] };

/** Asks who follows whom only where that matters, which it hardly ever does. */
async function loadLookerOf({ kith, viewer_id }: Ground, stock: Stock, { ids, account_ids }: Asked): Promise<KnowingLooker> {
  const asking = new Set<number>();
  const askFor = (account_id: number) => {
    if (stock.people.get(account_id)?.kept?.asks === true) asking.add(account_id);
  };
  const askOf = (outline: StatusOutline | undefined) => {
    if (outline === undefined) return;
    askFor(outline.account_id);
    if (stock.statuses.get(outline.id)?.asks === true) asking.add(outline.account_id);
  };
  for (const id of viewer_id === 0 ? [] : ids) {
    const outline = stock.outlines.get(id);
    askOf(outline);
    if (outline !== undefined && outline.reblog_of_id !== null) askOf(stock.outlines.get(outline.reblog_of_id));
  }
  if (viewer_id !== 0) for (const id of account_ids) askFor(id);
  const { follows, followed } = asking.size === 0 ? noRelations : await loadRelations(kith.db, viewer_id, padded(asking));
  return { viewer_id, relationTo: (id) => ({ follows: follows.has(id), followed: followed.has(id) }) };
}

/** What the viewer has done with the statuses, and with what they reblog. */
async function loadMarked({ kith, viewer_id }: Ground, { outlines }: Stock, ids: ReadonlySet<number>): Promise<Marked> {
  if (viewer_id === 0 || ids.size === 0) return { viewer_id, marks: noMarks };
  const originals: StatusOutline[] = [];
  for (const id of ids) {
    const original = outlines.get(outlines.get(id)?.reblog_of_id ?? id);
    if (original !== undefined) originals.push(original);
  }
  return { viewer_id, marks: await loadMarks(kith.db, viewer_id, originals, []) };
}
