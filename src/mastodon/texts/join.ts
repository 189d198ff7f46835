/** Joins what is kept of statuses and accounts with what is true for this answer only: counters, and what they are to who looks. */
import type { AccountOutline } from "../../accounts/outline.ts";
import { padded } from "../../db/lists.ts";
import type { Matcher } from "../../filters/match.ts";
import type { Kith } from "../../kith.ts";
import { loadRelations, type Relation } from "../../quotes/policy.ts";
import { loadMarks, noMarks } from "../../statuses/marks.ts";
import type { StatusOutline } from "../../statuses/outline.ts";
import { joinStatus, restOf, type Marked } from "../entities/joined.ts";
import type { Scene } from "../entities/scene.ts";
import { accountText, type Begun, type KeptAccount, type KeptStatus } from "./kept.ts";

/** By id; statuses in the order asked for. What is gone, or may not be seen, is not there. */
export type Texts = { statuses: ReadonlyMap<number, string>; accounts: ReadonlyMap<number, string> };

/** An account with what is kept of it, if it is to be shown; and its text for this answer. */
export type Person = { outline: AccountOutline; kept: KeptAccount | undefined; text: string | undefined };
/** A status with all that its text is made of, as far as that is kept. */
export type Piece = {
  outline: StatusOutline;
  kept: KeptStatus | undefined;
  author: Person | undefined;
  reblogged: Piece | undefined;
};
/** The same when nothing is missing. */
export type Ready = Piece & { kept: Begun<KeptStatus>; author: ReadyPerson; reblogged: Ready | undefined };
export type ReadyPerson = Person & { kept: Begun<KeptAccount> };
export type Ground = { kith: Kith; viewer_id: number; scene: Scene; match: Matcher | undefined };

export async function joinTexts(ground: Ground, pieces: readonly Ready[], people: readonly ReadyPerson[]): Promise<Texts> {
  const looker = await loadLookerOf(ground, pieces, people);
  const textOf = (person: ReadyPerson) => (person.text ??= accountText(person.kept, person.outline, looker));
  const marked = await loadMarked(ground, pieces);
  const join = ({ outline, kept, author, reblogged }: Ready): string => {
    const original = reblogged ?? { outline, kept };
    kept.last = restOf(
      original.outline,
      marked,
      ground.match?.(original.outline, () => original.kept.words),
      kept.last,
    );
    return joinStatus(kept.begin, {
      quotable: kept.quotable,
      relation: looker.relationTo(original.outline.account_id),
      account: textOf(author),
      reblog: reblogged === undefined ? "null" : join(reblogged),
      rest: kept.last.text,
      viewer_id: ground.viewer_id,
    });
  };
  const statuses = new Map<number, string>();
  for (const piece of pieces) statuses.set(piece.outline.id, join(piece));
  const accounts = new Map<number, string>();
  for (const person of people) accounts.set(person.outline.id, textOf(person));
  return { statuses, accounts };
}

type KnowingLooker = { viewer_id: number; relationTo(account_id: number): Relation };
const none: Relation = Object.freeze({ follows: false, followed: false });

/** Asks who follows whom only where that matters, which it hardly ever does. */
async function loadLookerOf(
  { kith, viewer_id }: Ground,
  pieces: readonly Ready[],
  people: readonly ReadyPerson[],
): Promise<KnowingLooker> {
  const asking = new Set<number>();
  const askFor = ({ outline, kept }: ReadyPerson) => {
    if (kept.asks) asking.add(outline.id);
  };
  const askOf = ({ outline, kept, author, reblogged }: Ready) => {
    askFor(author);
    if (kept.asks) asking.add(outline.account_id);
    if (reblogged !== undefined) askOf(reblogged);
  };
  if (viewer_id !== 0) pieces.forEach(askOf);
  if (viewer_id !== 0) people.forEach(askFor);
  if (asking.size === 0) return { viewer_id, relationTo: () => none };
  const { follows, followed } = await loadRelations(kith.db, viewer_id, padded(asking));
  return { viewer_id, relationTo: (id) => ({ follows: follows.has(id), followed: followed.has(id) }) };
}

/** What the viewer has done with the statuses, and with what they reblog. */
async function loadMarked({ kith, viewer_id }: Ground, pieces: readonly Ready[]): Promise<Marked> {
  if (viewer_id === 0 || pieces.length === 0) return { viewer_id, marks: noMarks };
  const originals = pieces.map(({ outline, reblogged }) => reblogged?.outline ?? outline);
  return { viewer_id, marks: await loadMarks(kith.db, viewer_id, originals, []) };
}
