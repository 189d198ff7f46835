/** One's friends, those who ask, and making two friends known to each other. */
import { loadAccounts } from "../../accounts/find.ts";
import { introduce } from "../../conversations/introduce.ts";
import { loadSuggestions } from "../../discovery/suggest.ts";
import { loadFamiliar } from "../../follows/familiar.ts";
import { findAmongFollows } from "../../follows/find.ts";
import { countFriendsKnowing, friendIds, friendsAmong } from "../../friends/load.ts";
import { loadRequests } from "../../friends/requests.ts";
import { readId } from "../../ids.ts";
import { friendsView, introduceView, type Suggested } from "../../../views/people/friends.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import { isShown, loadShown, relationsOf } from "./accounts.ts";
import { contextOf } from "../frame/context.ts";
import { isFirstPage, readPaging } from "../frame/paging.ts";
import { loadPeople } from "./people.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { me, type Visit } from "../frame/visit.ts";

const SUGGESTED = 6;
const REQUESTS = 40;
/** So many friends are offered to be introduced. */
const OFFERED = 300;
const FOUND = 40;

async function showFriends(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const { id } = me(visit);
  const people = await loadPeople(visit, async (paging) => await friendIds(kith.db, id, paging));
  // What waits stands above the first page only.
  const first = isFirstPage(readPaging(visit, REQUESTS));
  const waiting = async (which: "received" | "sent") =>
    first
      ? await loadShown(
          visit,
          (await loadRequests(kith.db, id, which, { limit: REQUESTS })).map(({ account_id }) => account_id),
        )
      : [];
  const [received, sent] = [await waiting("received"), await waiting("sent")];
  // Who asks already need not be suggested.
  const asking = new Set(received.map((account) => account.id));
  const suggested = first ? (await loadSuggested(visit)).filter(({ account }) => !asking.has(account.id)) : [];
  const relations = await relationsOf(
    visit,
    [...sent, ...suggested.map(({ account }) => account)].map((one) => one.id),
  );
  return show(
    friendsView(await contextOf(visit), { received, sent, friends: people.accounts, pager: people.pager, suggested, relations }),
  );
}

/** Whom those follow whom one follows. */
async function loadSuggested({ kith, viewer_id }: Visit): Promise<Suggested[]> {
  const found = await loadSuggestions(kith, viewer_id, SUGGESTED);
  const ids = found.filter(({ sources }) => sources.includes("friends_of_friends")).map(({ account_id }) => account_id);
  if (ids.length === 0) return [];
  const known = await countFriendsKnowing(kith.db, viewer_id, ids);
  const familiar = await loadFamiliar(kith.db, viewer_id, ids);
  const accounts = await loadAccounts(kith.db, new Set([...ids, ...[...familiar.values()].flat()]));
  return ids.flatMap((id) => {
    const account = accounts.get(id);
    if (account === undefined || account.actor_type === "Group") return [];
    const others = (familiar.get(id) ?? []).flatMap((one) => accounts.get(one) ?? []).filter(isShown);
    return [{ account, known_by: known.get(id) ?? 0, familiar: others }];
  });
}

async function showIntroduce(visit: Visit, problems?: Problems): Promise<Answer> {
  const { query, form } = visit;
  const q = (query.get("q") ?? "").trim().slice(0, 200);
  const chosen = readId(form.text("first")) ?? readId(query.get("first") ?? undefined) ?? 0;
  const friends = await loadShown(visit, await offered(visit, q, chosen));
  const state = problems === undefined ? {} : { problems, typed: form.typed };
  return show(introduceView(await contextOf(visit), { friends, first: chosen, q, ...state }), problems === undefined ? 200 : 422);
}

/** All of one's friends, or those who are called so, and whoever has been chosen already. */
async function offered({ kith, viewer_id }: Visit, q: string, chosen: number): Promise<number[]> {
  if (q === "") return (await friendIds(kith.db, viewer_id, { limit: OFFERED })).map(({ account_id }) => account_id);
  const found = await findAmongFollows(kith.db, viewer_id, { which: "friends", q, limit: FOUND });
  const known = chosen > 0 ? await friendsAmong(kith.db, viewer_id, [chosen]) : [];
  return [...new Set([...known, ...found.map(({ id }) => id)])];
}

async function makeKnown(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const pair = [readId(form.text("first")) ?? 0, readId(form.text("second")) ?? 0] as const;
  const done = introduce(kith, me(visit), pair, form.text("comment")).then(() => undefined);
  const problems = await done.catch((error: unknown) => problemsOf(error, locale));
  return problems === undefined ? go(routes.friends, "friends.said_introduced") : await showIntroduce(visit, problems);
}

export const friendRoutes: readonly Route[] = [
  page(routes.friends, "member", showFriends),
  page(routes.introduce(), "member", async (visit) => await showIntroduce(visit)),
  makes(action(routes.introduce(), "member", makeKnown)),
];
