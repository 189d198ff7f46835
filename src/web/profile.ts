/** An account's page. Programs that ask for ActivityPub there are sent to the account itself. */
import { visitAccount } from "../accounts/visit.ts";
import { accountStatusIds, type AccountOptions } from "../timelines/account.ts";
import { profileView, type Profile } from "../../views/profile.ts";
import { contextOf } from "./context.ts";
import { getNamed, relationsOf } from "./accounts.ts";
import { isFirstPage } from "./paging.ts";
import { go, page, show, type Handle, type Route } from "./respond.ts";
import { loadFor, loadTimeline } from "./timelines.ts";
import type { Visit } from "./visit.ts";

const TABS: Readonly<Record<Profile["tab"], AccountOptions>> = {
  posts: { exclude_replies: true },
  replies: {},
  media: { only_media: true, exclude_reblogs: true },
};
const MOST_PINNED = 20;

const showProfile =
  (tab: Profile["tab"]): Handle =>
  async (visit) => {
    const { kith, viewer_id } = visit;
    const account = await getNamed(visit);
    if (visit.wants_activity) return go(account.uri);
    const looking = await visitAccount(kith, viewer_id, account);
    const idsOf = async (options: AccountOptions & Parameters<typeof accountStatusIds>[3]) =>
      await accountStatusIds(kith, viewer_id, account.id, options);
    const timeline = await loadTimeline(visit, "account", async (paging) => await idsOf({ ...TABS[tab], paging }));
    const first = tab === "posts" && isFirstPage(timeline.paging);
    const pinned = first
      ? await loadFor(visit, await idsOf({ pinned: true, paging: { limit: MOST_PINNED } }), "account")
      : undefined;
    const relation = await relationTo(visit, account.id);
    return show(profileView(await contextOf(visit), { account, relation, tab, ...timeline, pinned, looking }));
  };

/** None for visitors and to oneself. */
const relationTo = async (visit: Visit, id: number) =>
  id === visit.viewer_id ? undefined : (await relationsOf(visit, [id])).get(id);

export const profileRoutes: readonly Route[] = [
  page("/@:acct", "anyone", showProfile("posts")),
  page("/@:acct/replies", "anyone", showProfile("replies")),
  page("/@:acct/media", "anyone", showProfile("media")),
];
