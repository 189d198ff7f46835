/** To whom a new message goes: those who are found, and those who have been chosen. */
import { loadAccounts } from "../../accounts/find.ts";
import { searchAccounts } from "../../accounts/search.ts";
import { loadBlocked } from "../../blocks/hidden.ts";
import type { Account } from "../../db/schema.ts";
import { readId } from "../../ids.ts";
import type { Visit } from "../frame/visit.ts";

const MOST_FOUND = 10;
/** A message to more people is a post. */
export const MOST_PEOPLE = 63;

/** Others who fit what is typed, without those to whom nothing would come; while somebody types only those who are known here. */
export async function findPeople({ kith, viewer_id, query }: Visit, q: string): Promise<Account[]> {
  if (q === "") return [];
  const found = await searchAccounts(kith, viewer_id, { q, limit: MOST_FOUND, resolve: !query.has("typing") });
  const ids = found.map(({ id }) => id);
  const blocked = await loadBlocked(kith.db, viewer_id, ids);
  return found.filter(({ id }) => id !== viewer_id && !blocked.has(id));
}

/** Those who can be written to, in the order in which they were chosen. */
export async function loadPeople({ kith, viewer_id }: Visit, texts: readonly string[]): Promise<Account[]> {
  const ids = [...new Set(texts.flatMap((text) => readId(text) ?? []))].filter((id) => id !== viewer_id).slice(0, MOST_PEOPLE);
  const found = await loadAccounts(kith.db, ids);
  return ids.flatMap((id) => found.get(id) ?? []).filter((account) => account.deleted_at === 0 && account.suspended_at === 0);
}
