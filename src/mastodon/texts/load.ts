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
import { loadOutlines, type Outlines, type StatusOutline } from "../../statuses/outline.ts";
import { shown } from "../../statuses/page.ts";
import { renderAccount } from "../entities/account.ts";
import { listText } from "../entities/joined.ts";
import { sceneOf } from "../entities/scene.ts";
import { renderStatus } from "../entities/status.ts";
import { sceneWith } from "../present.ts";
import type { ApiRequest } from "../respond.ts";
import { joinTexts, type Ground, type Person, type Stock, type Texts } from "./join.ts";
import { keepAccount, keepStatuses, keptAccounts, keptStatuses, type KeptStatus } from "./kept.ts";

type Wanted = {
  status_ids: readonly number[];
  /** Outlines of those that have been found to be visible already. */
  outlines?: readonly StatusOutline[] | undefined;
  account_ids?: readonly number[] | undefined;
  /** Where the viewer's filters are asked. */
  context?: FilterContext | undefined;
};

/** Of the statuses and accounts that the viewer (0 = anybody) may see. */
export async function loadTexts(kith: Kith, viewer_id: number, wanted: Wanted): Promise<Texts> {
  const { status_ids, account_ids = [], context } = wanted;
  const match = context === undefined ? undefined : await loadMatcher(kith, viewer_id, context);
  const ground: Ground = { kith, viewer_id, scene: sceneOf(kith), match };
  const { ids, outlines } = await loadOutlines(kith.db, viewer_id, status_ids, wanted.outlines);
  const statuses = keptOf(kith, outlines);
  const stock: Stock = { outlines, statuses, people: await loadPeople(ground, account_ids, { outlines, statuses }) };
  const joined = new Set<number>();
  const odd: number[] = [];
  for (const id of ids)
    if (isInStock(id, stock)) joined.add(id);
    else odd.push(id);
  const whole = await renderWhole(ground, odd);
  const people = account_ids.filter((id) => stock.people.get(id)?.kept?.begin !== undefined);
  const texts = await joinTexts(ground, stock, { ids: joined, account_ids: people });
  const accounts = people.length === account_ids.length ? texts.accounts : await withOdd(ground, account_ids, texts.accounts);
  return { accounts, statuses: odd.length === 0 ? texts.statuses : inOrder(ids, [whole, texts.statuses]) };
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
  const outlines = found.filter((one) => typeof one === "object");
  const status_ids = found.map((one) => (typeof one === "object" ? one.id : one));
  const { statuses } = await loadTexts(kith, viewer_id, { status_ids, outlines, context });
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

/** What is kept of the statuses, as they are now. What has reactions is no text for long. */
function keptOf(kith: Kith, outlines: Outlines["outlines"]): Map<number, KeptStatus> {
  const cache = keptStatuses(kith);
  const found = new Map<number, KeptStatus>();
  for (const { id, version, reblog_of_id, reactions_count } of outlines.values()) {
    const kept = cache.get(String(id));
    const original_version = reblog_of_id === null ? version : outlines.get(reblog_of_id)?.version;
    if (kept?.version === version && kept.original_version === original_version && reactions_count === 0) found.set(id, kept);
  }
  return found;
}

/** Authors, whoever is asked for besides, and in outline those who are named. */
async function loadPeople(
  { kith, scene }: Ground,
  account_ids: readonly number[],
  { outlines, statuses }: Omit<Stock, "people">,
): Promise<Stock["people"]> {
  const people = new Map<number, Person>();
  const shown = new Set(account_ids);
  for (const { account_id } of outlines.values()) shown.add(account_id);
  if (shown.size === 0) return people;
  const ids = new Set(shown);
  for (const { named } of statuses.values()) for (const [id] of named) ids.add(id);
  const cache = keptAccounts(kith);
  const missing: number[] = [];
  for (const outline of (await loadAccountOutlines(kith.db, ids)).values()) {
    const kept = cache.get(String(outline.id));
    people.set(outline.id, { outline, kept: kept?.version === outline.version ? kept : undefined });
    if (kept?.version !== outline.version && shown.has(outline.id)) missing.push(outline.id);
  }
  if (missing.length === 0) return people;
  for (const [id, row] of await loadAccounts(kith.db, missing))
    people.set(id, { outline: people.get(id)?.outline ?? row, kept: keepAccount(kith, row, scene) });
  return people;
}

/** Whether all that a status takes, and what it reblogs, is kept as it is now. */
function isInStock(id: number, { outlines, statuses, people }: Stock): boolean {
  const outline = outlines.get(id);
  const kept = statuses.get(id);
  if (outline === undefined || kept?.begin === undefined) return false;
  if (people.get(outline.account_id)?.kept?.begin === undefined) return false;
  if (!kept.named.every(([account_id, version]) => people.get(account_id)?.outline.version === version)) return false;
  return outline.reblog_of_id === null || isInStock(outline.reblog_of_id, { outlines, statuses, people });
}

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
