/**
 * Statuses and accounts as JSON text, for the pages that are asked for most: an answer is joined text. Of rows whose texts are kept (`kept.ts`) only outlines
 * are read, and nothing of what stands beside them; everything else is loaded and rendered as anywhere, and kept for the next time.
 */
import { loadAccounts } from "../../accounts/find.ts";
import { loadAccountOutlines } from "../../accounts/outline.ts";
import type { FilterContext } from "../../db/values.ts";
import { loadMatcher, matched } from "../../filters/match.ts";
import type { Kith } from "../../kith.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import { loadShown, type Shown, type StatusOutline } from "../../statuses/outline.ts";
import { shown } from "../../statuses/page.ts";
import { renderAccount } from "../entities/account.ts";
import { listText } from "../entities/joined.ts";
import { sceneOf } from "../entities/scene.ts";
import { renderStatus } from "../entities/status.ts";
import { sceneWith } from "../present.ts";
import type { ApiRequest } from "../respond.ts";
import { joinTexts, type Ground, type Person, type Piece, type Ready, type ReadyPerson, type Texts } from "./join.ts";
import { keepAccount, keepStatuses, keptAccounts, keptStatuses } from "./kept.ts";

type Wanted = {
  /** Ids of statuses, or outlines of those that have been found to be visible already. */
  found: readonly (StatusOutline | number)[];
  account_ids?: readonly number[] | undefined;
  /** Where the viewer's filters are asked. */
  context?: FilterContext | undefined;
};

/** Of the statuses and accounts that the viewer (0 = anybody) may see. */
export async function loadTexts(kith: Kith, viewer_id: number, { found, account_ids = [], context }: Wanted): Promise<Texts> {
  const match = context === undefined ? undefined : await loadMatcher(kith, viewer_id, context);
  const ground: Ground = { kith, viewer_id, scene: sceneOf(kith), match };
  const pieces = piecesOf(kith, await loadShown(kith.db, viewer_id, found));
  const people = await loadPeople(ground, account_ids, pieces);
  const ready: Ready[] = [];
  const odd: number[] = [];
  for (const piece of pieces)
    if (isReady(piece, people)) ready.push(piece);
    else odd.push(piece.outline.id);
  const whole = await renderWhole(ground, odd);
  const asked = account_ids.map((id) => people.get(id)).filter(isReadyPerson);
  const texts = await joinTexts(ground, ready, asked);
  const accounts = asked.length === account_ids.length ? texts.accounts : await withOdd(ground, account_ids, texts.accounts);
  if (odd.length === 0) return { accounts, statuses: texts.statuses };
  const ids = pieces.map(({ outline }) => outline.id);
  return { accounts, statuses: inOrder(ids, [whole, texts.statuses]) };
}

/**
 * What of these statuses the viewer may see as a JSON list, with the viewer's filters of a context applied.
 *
 * @param found outlines, of statuses that have been found to be visible; or ids
 */
export async function statusList(
  { kith, viewer_id }: ApiRequest,
  found: readonly StatusOutline[] | readonly number[],
  context: FilterContext,
): Promise<string> {
  if (found.length === 0) return "[]";
  const { statuses } = await loadTexts(kith, viewer_id, { found, context });
  return listText(statuses.values());
}

function inOrder(ids: readonly number[], parts: readonly ReadonlyMap<number, string>[]): Map<number, string> {
  const texts = new Map<number, string>();
  for (const id of ids) {
    const text = parts.find((part) => part.has(id))?.get(id);
    if (text !== undefined) texts.set(id, text);
  }
  return texts;
}

/** With what is kept of the statuses, as they are now. What has reactions is no text for long. */
function piecesOf(kith: Kith, shown: readonly Shown[]): Piece[] {
  const cache = keptStatuses(kith);
  const pieceOf = ({ outline, reblogged }: Shown): Piece => {
    const kept = cache.get(outline.id);
    const isNew = kept?.version === outline.version && kept.original_version === (reblogged ?? outline).version;
    return {
      outline,
      kept: isNew && outline.reactions_count === 0 ? kept : undefined,
      author: undefined,
      reblogged: reblogged && pieceOf({ outline: reblogged, reblogged: undefined }),
    };
  };
  return shown.map(pieceOf);
}

/** Authors, who are set down with what they wrote; whoever is asked for besides; and in outline those who are named. */
async function loadPeople(
  { kith, scene }: Ground,
  account_ids: readonly number[],
  pieces: readonly Piece[],
): Promise<ReadonlyMap<number, Person>> {
  const people = new Map<number, Person>();
  const all = pieces.flatMap((piece) => (piece.reblogged === undefined ? piece : [piece, piece.reblogged]));
  const shown = new Set(account_ids);
  for (const { outline } of all) shown.add(outline.account_id);
  if (shown.size === 0) return people;
  const ids = new Set(shown);
  for (const { kept } of all) for (const [id] of kept?.named ?? []) ids.add(id);
  const cache = keptAccounts(kith);
  const missing: number[] = [];
  for (const outline of await loadAccountOutlines(kith.db, ids)) {
    const kept = cache.get(outline.id);
    const isNew = kept?.version === outline.version;
    people.set(outline.id, { outline, kept: isNew ? kept : undefined, text: undefined });
    if (!isNew && shown.has(outline.id)) missing.push(outline.id);
  }
  for (const [id, row] of missing.length === 0 ? [] : await loadAccounts(kith.db, missing))
    people.set(id, { outline: people.get(id)?.outline ?? row, kept: keepAccount(kith, row, scene), text: undefined });
  for (const piece of all) piece.author = people.get(piece.outline.account_id);
  return people;
}

/** Whether all that a status takes, and what it reblogs, is kept as it is now. */
function isReady(piece: Piece, people: ReadonlyMap<number, Person>): piece is Ready {
  const { kept, author, reblogged } = piece;
  if (kept?.begin === undefined || !isReadyPerson(author)) return false;
  if (!kept.named.every(([id, version]) => people.get(id)?.outline.version === version)) return false;
  return reblogged === undefined || isReady(reblogged, people);
}

const isReadyPerson = (person: Person | undefined): person is ReadyPerson => person?.kept?.begin !== undefined;

/** As everywhere else; and for the next time they are kept. */
async function renderWhole({ kith, viewer_id, scene, match }: Ground, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const page = await loadStatusPage(kith.db, viewer_id, ids);
  keepStatuses(kith, page, scene);
  const filtered = match === undefined ? page : matched(page, match);
  return new Map(shown(filtered).map((status) => [status.id, JSON.stringify(renderStatus(status, filtered, scene))]));
}

/** With those who are rendered whole: who has moved, or is suspended. */
async function withOdd(
  { kith, viewer_id }: Ground,
  ids: readonly number[],
  texts: ReadonlyMap<number, string>,
): Promise<Map<number, string>> {
  const rows = [
    ...(
      await loadAccounts(
        kith.db,
        ids.filter((id) => !texts.has(id)),
      )
    ).values(),
  ];
  const scene = await sceneWith(kith, viewer_id, rows);
  return new Map([...texts, ...rows.map((row) => [row.id, JSON.stringify(renderAccount(row, scene))] as const)]);
}
