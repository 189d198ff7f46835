/** Who follows whom, those who wait to be accepted, and the list of all that one has sorted. */
import type { Paging } from "../../db/paging.ts";
import type { Account } from "../../db/schema.ts";
import { findAmongFollows } from "../../follows/find.ts";
import { followerIds, followingIds, loadFollowRequests, type FollowEntry } from "../../follows/load.ts";
import { shownFriendIds, showsFriends } from "../../friends/shown.ts";
import type { Pager } from "../../../views/frame/context.ts";
import { peopleIndexView } from "../../../views/people/people-frame.ts";
import { followRequestsView, peopleView } from "../../../views/people/people.ts";
import { routes } from "../../../views/frame/routes.ts";
import { getNamed, isShown, loadShown, relationsOf } from "./accounts.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { page, show, type Answer, type Handle, type Route } from "../frame/respond.ts";
import { me, type Visit } from "../frame/visit.ts";

const SIZE = 40;

export async function loadPeople(
  visit: Visit,
  entriesOf: (paging: Paging) => Promise<FollowEntry[]>,
): Promise<{ accounts: Account[]; pager: Pager }> {
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await entriesOf(paging), ({ id }) => id);
  const accounts = await loadShown(
    visit,
    items.map(({ account_id }) => account_id),
  );
  return { accounts, pager };
}

const showPeople =
  (which: "followers" | "following" | "friends"): Handle =>
  async (visit) => {
    const { kith, viewer_id, query } = visit;
    const account = await getNamed(visit);
    const own = account.id === viewer_id;
    const friends = own || (await showsFriends(kith.db, account));
    const hidden = account.hide_collections === 1 || account.suspended_at > 0 || (which === "friends" && !friends);
    const concealed = hidden && !own;
    // Only among one's own: what others have is not for picking apart.
    const q = own ? (query.get("q") ?? "").trim().slice(0, 200) : "";
    const onlooker = { viewer_id, now: kith.now() };
    const lists = {
      followers: async (paging: Paging) => await followerIds(kith.db, account.id, paging, onlooker),
      following: async (paging: Paging) => await followingIds(kith.db, account.id, paging, onlooker),
      friends: async (paging: Paging) => await shownFriendIds(kith.db, { account, viewer_id }, paging),
    };
    const people = concealed
      ? { accounts: [], pager: {} }
      : q === ""
        ? await loadPeople(visit, lists[which])
        : { accounts: (await findAmongFollows(kith.db, account.id, { which, q, limit: SIZE })).filter(isShown), pager: {} };
    const relations = await relationsOf(
      visit,
      people.accounts.map(({ id }) => id),
    );
    return show(peopleView(await contextOf(visit), { account, which, ...people, relations, concealed, q, friends }));
  };

async function showRequests(visit: Visit): Promise<Answer> {
  const { id } = me(visit);
  const people = await loadPeople(visit, async (paging) => await loadFollowRequests(visit.kith.db, id, paging));
  return show(followRequestsView(await contextOf(visit), people));
}

export const peopleRoutes: readonly Route[] = [
  page(routes.people, "member", async (visit) => show(peopleIndexView(await contextOf(visit)))),
  page(routes.followRequests, "member", showRequests),
  page("/@:acct/followers", "anyone", showPeople("followers")),
  page("/@:acct/following", "anyone", showPeople("following")),
  page("/@:acct/friends", "anyone", showPeople("friends")),
];
