/** Who follows whom, and those who wait to be accepted. */
import { loadAccounts } from "../accounts/find.ts";
import type { Paging } from "../db/paging.ts";
import type { Account } from "../db/schema.ts";
import { followerIds, followingIds, loadFollowRequests, type FollowEntry } from "../follows/load.ts";
import type { Pager } from "../../views/context.ts";
import { followRequestsView, peopleView } from "../../views/people.ts";
import { routes } from "../../views/routes.ts";
import { getNamed, isShown, relationsOf } from "./accounts.ts";
import { contextOf } from "./context.ts";
import { cut, readPaging } from "./paging.ts";
import { page, show, type Answer, type Handle, type Route } from "./respond.ts";
import { me, type Visit } from "./visit.ts";

const SIZE = 40;

async function loadPeople(
  visit: Visit,
  entriesOf: (paging: Paging) => Promise<FollowEntry[]>,
): Promise<{ accounts: Account[]; pager: Pager }> {
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await entriesOf(paging), ({ id }) => id);
  const ids = items.map(({ account_id }) => account_id);
  const accounts = await loadAccounts(visit.kith.db, ids);
  return { accounts: ids.flatMap((id) => accounts.get(id) ?? []).filter(isShown), pager };
}

const showPeople =
  (which: "followers" | "following"): Handle =>
  async (visit) => {
    const account = await getNamed(visit);
    const concealed = account.hide_collections === 1 && account.id !== visit.viewer_id;
    const idsOf = which === "followers" ? followerIds : followingIds;
    const people = concealed
      ? { accounts: [], pager: {} }
      : await loadPeople(visit, async (paging) => await idsOf(visit.kith.db, account.id, paging));
    const relations = await relationsOf(
      visit,
      people.accounts.map(({ id }) => id),
    );
    return show(peopleView(await contextOf(visit), { account, which, ...people, relations, concealed }));
  };

async function showRequests(visit: Visit): Promise<Answer> {
  const { id } = me(visit);
  const people = await loadPeople(visit, async (paging) => await loadFollowRequests(visit.kith.db, id, paging));
  return show(followRequestsView(await contextOf(visit), people));
}

export const peopleRoutes: readonly Route[] = [
  page(routes.followRequests, "member", showRequests),
  page("/@:acct/followers", "anyone", showPeople("followers")),
  page("/@:acct/following", "anyone", showPeople("following")),
];
