/** What one does with posts and people: small forms, each with its own address, that come back to where one was. */
import { getAccount } from "../accounts/find.ts";
import { block, unblock } from "../blocks/block.ts";
import { mute, unmute } from "../blocks/mute.ts";
import type { Account, Status } from "../db/schema.ts";
import { missing } from "../errors.ts";
import { acceptFollow, getFollowRequest, rejectFollow, removeFollower } from "../follows/accept.ts";
import { follow } from "../follows/follow.ts";
import { unfollow } from "../follows/unfollow.ts";
import { assertLimit } from "../access/limits.ts";
import type { Kith } from "../kith.ts";
import { findPollOfStatus } from "../polls/load.ts";
import { votePoll } from "../polls/vote.ts";
import { react, unreact } from "../reactions/react.ts";
import { bookmark, unbookmark } from "../statuses/bookmark.ts";
import { deleteStatus } from "../statuses/delete.ts";
import { favourite, unfavourite } from "../statuses/favourite.ts";
import { getOwnStatus } from "../statuses/find.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { pin, unpin } from "../statuses/pin.ts";
import { reblog, unreblog } from "../statuses/reblog.ts";
import { deleteView } from "../../views/delete.ts";
import { routes, type AccountAct, type StatusAct } from "../../views/routes.ts";
import { contextOf } from "./context.ts";
import type { Said } from "./flash.ts";
import { action, go, page, show, type Answer, type Route } from "./respond.ts";
import { getOriginal } from "./thread.ts";
import { idParam, me, returnPath, type Visit } from "./visit.ts";

/** No poll offers more. */
const MOST_CHOICES = 100;

type Toggle = Exclude<StatusAct, "delete">;

const ON_STATUS: Readonly<Record<Toggle, (kith: Kith, account: Account, status: Status) => Promise<unknown>>> = {
  favourite,
  unfavourite,
  reblog: async (kith, account, status) => await reblog(kith, account, status),
  unreblog,
  bookmark,
  unbookmark,
  pin,
  unpin,
};

const onStatus = (act: Toggle): Route =>
  action(`/statuses/:id/${act}`, "member", async (visit) => {
    await ON_STATUS[act](visit.kith, me(visit), await getOriginal(visit, idParam(visit)));
    return { to: returnPath(visit, routes.home), in_place: true };
  });

async function askToDelete(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const status = await getOwnStatus(kith.db, viewer_id, idParam(visit));
  const loaded = await loadStatusPage(kith.db, viewer_id, [status.id]);
  if (loaded.ids.length === 0) throw missing();
  return show(deleteView(await contextOf(visit), { status, page: loaded, return_to: afterDeletion(visit, status.id) }));
}

/** Back to where they came from, unless that was the page of the post itself. */
const afterDeletion = ({ referer }: Visit, id: number): string =>
  referer === undefined || referer.includes(`/${id}`) ? routes.home : referer;

async function deletePost(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  await assertLimit(kith, "delete", viewer_id);
  await deleteStatus(kith, await getOwnStatus(kith.db, viewer_id, idParam(visit)));
  return go(returnPath(visit, routes.home), "compose.said_deleted");
}

async function vote(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const status = await getOriginal(visit, idParam(visit));
  const poll = await findPollOfStatus(kith.db, status.id);
  if (poll === undefined) throw missing();
  await votePoll(kith, me(visit), poll.id, form.all("choice").slice(0, MOST_CHOICES).map(Number));
  return go(returnPath(visit, routes.home), "post.said_voted");
}

/** Done, and what is said when it is not plain to see. */
type OnAccount = (kith: Kith, account: Account, target: Account) => Promise<Said | void>;

const ON_ACCOUNT: Readonly<Record<AccountAct, OnAccount>> = {
  follow: async (kith, account, target) =>
    (await follow(kith, account, target)).state === "pending" ? "people.said_requested" : undefined,
  unfollow,
  block: async (kith, account, target) => {
    await block(kith, account, target);
    return "people.said_blocked";
  },
  unblock,
  mute: async (kith, account, target) => {
    await mute(kith, account, target);
    return "people.said_muted";
  },
  unmute,
  remove: async (kith, account, target) => {
    await removeFollower(kith, account, target);
    return "people.said_removed";
  },
};

const onAccount = (act: AccountAct): Route =>
  action(`/accounts/:id/${act}`, "member", async (visit) => {
    const account = me(visit);
    const target = await getAccount(visit.kith.db, idParam(visit) ?? 0);
    const said = await ON_ACCOUNT[act](visit.kith, account, target);
    return go(returnPath(visit, routes.profile(target)), said ?? undefined);
  });

const answerRequest = (answer: "authorize" | "reject"): Route =>
  action(`/follow_requests/:id/${answer}`, "member", async (visit) => {
    const asked = await getFollowRequest(visit.kith, idParam(visit) ?? 0, me(visit).id);
    await (answer === "authorize" ? acceptFollow(visit.kith, asked) : rejectFollow(visit.kith, asked));
    return go(returnPath(visit, routes.followRequests));
  });

/** The form has a button for each emoji that it shows, and one for what was typed. */
const onReactions = (act: typeof react): ((visit: Visit) => Promise<Answer>) =>
  async function reacting(visit) {
    const { form } = visit;
    await act(visit.kith, me(visit), await getOriginal(visit, idParam(visit)), form.text("emoji") || form.text("other").trim());
    return go(returnPath(visit, routes.home));
  };

export const actionRoutes: readonly Route[] = [
  ...(Object.keys(ON_STATUS) as Toggle[]).map(onStatus),
  page("/statuses/:id/delete", "member", askToDelete),
  action("/statuses/:id/delete", "member", deletePost),
  action("/statuses/:id/vote", "member", vote),
  action("/statuses/:id/react", "member", onReactions(react)),
  action("/statuses/:id/unreact", "member", onReactions(unreact)),
  ...(Object.keys(ON_ACCOUNT) as AccountAct[]).map(onAccount),
  answerRequest("authorize"),
  answerRequest("reject"),
];
