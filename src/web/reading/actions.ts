/** What one does with posts: small forms, each with its own address, that come back to where one was. */
import type { Account, Status } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { findPollOfStatus } from "../../polls/load.ts";
import { votePoll } from "../../polls/vote.ts";
import { react, unreact } from "../../reactions/react.ts";
import { bookmark, unbookmark } from "../../statuses/bookmark.ts";
import { favourite, unfavourite } from "../../statuses/favourite.ts";
import { muteConversation, unmuteConversation } from "../../statuses/mute.ts";
import { pin, unpin } from "../../statuses/pin.ts";
import { reblog, unreblog } from "../../statuses/reblog.ts";
import { routes, type StatusAct } from "../../../views/frame/routes.ts";
import type { Said } from "../frame/flash.ts";
import { inside } from "../frame/inside.ts";
import { action, go, type Answer, type Route } from "../frame/respond.ts";
import { getOriginal } from "./thread.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";

/** No poll offers more. */
const MOST_CHOICES = 100;

type Toggle = Exclude<StatusAct, "delete">;

const ON_STATUS: Readonly<Record<Toggle, (kith: Kith, account: Account, status: Status) => Promise<unknown>>> = {
  favourite,
  unfavourite,
  downvote: async (...what) => await (await import("../../statuses/downvote.ts")).downvote(...what),
  undownvote: async (...what) => await (await import("../../statuses/downvote.ts")).undownvote(...what),
  reblog: async (kith, account, status) => await reblog(kith, account, status),
  unreblog,
  bookmark,
  unbookmark,
  pin,
  unpin,
  mute: muteConversation,
  unmute: unmuteConversation,
};

/** What is not plain to see where one comes back to. */
const SAID: { readonly [Act in Toggle]?: Said } = {
  mute: "post.said_conversation_muted",
  unmute: "post.said_conversation_unmuted",
};

const onStatus = (act: Toggle): Route =>
  action(`/statuses/:id/${act}`, "member", async (visit) => {
    await ON_STATUS[act](visit.kith, me(visit), await getOriginal(visit, idParam(visit)));
    return { ...go(returnPath(visit, routes.home), SAID[act]), in_place: true };
  });

async function vote(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const status = await getOriginal(visit, idParam(visit));
  const poll = await findPollOfStatus(kith.db, status.id);
  if (poll === undefined) throw missing();
  await votePoll(kith, me(visit), poll.id, form.all("choice").slice(0, MOST_CHOICES).map(Number));
  return go(returnPath(visit, routes.home), "post.said_voted");
}

/** Without the group that has not let it in. */
async function postWithoutGroup(visit: Visit): Promise<Answer> {
  const { postAlone } = await import("../../statuses/held.ts");
  await postAlone(visit.kith, me(visit), idParam(visit));
  return go(returnPath(visit, routes.home), "groups.said_posted_alone");
}

/** The form has a button for each emoji that it shows, and one for what was typed. */
const onReactions = (act: typeof react): ((visit: Visit) => Promise<Answer>) =>
  async function reacting(visit) {
    const { form } = visit;
    await act(visit.kith, me(visit), await getOriginal(visit, idParam(visit)), form.text("emoji") || form.text("other").trim());
    return go(returnPath(visit, routes.home));
  };

export const actionRoutes: readonly Route[] = [
  ...(Object.keys(ON_STATUS) as Toggle[]).map(onStatus),
  action("/statuses/:id/vote", "member", vote),
  action("/statuses/:id/post_without_group", "member", postWithoutGroup),
  inside(action("/statuses/:id/react", "member", onReactions(react)), "other"),
  action("/statuses/:id/unreact", "member", onReactions(unreact)),
];
