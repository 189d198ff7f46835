/** What one does about people: following, muting, blocking, sorting, remarks; small forms that come back to where one was, and pages where there is more to say. */
import { getAccount } from "../../accounts/find.ts";
import { setAccountNote } from "../../accounts/notes.ts";
import { block, unblock } from "../../blocks/block.ts";
import { mute, unmute, type MuteOptions } from "../../blocks/mute.ts";
import type { Account } from "../../db/schema.ts";
import { forbidden, missing } from "../../errors.ts";
import { acceptFollow, getFollowRequest, rejectFollow, removeFollower } from "../../follows/accept.ts";
import { endorse, unendorse } from "../../follows/endorse.ts";
import { follow } from "../../follows/follow.ts";
import { befriend, declineFriend, unfriend } from "../../friends/befriend.ts";
import { areFriends } from "../../friends/load.ts";
import { countFollowsWith } from "../../follows/load.ts";
import { unfollow } from "../../follows/unfollow.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { loadLists } from "../../lists/lists.ts";
import { addMembers, listsWith, removeMembers } from "../../lists/members.ts";
import { blockHostView, followOptionsView, inListsView, muteView } from "../../../views/people/about-account.ts";
import type { ViewContext, WholeRelation } from "../../../views/frame/context.ts";
import { routes, type AccountAct, type AccountPage } from "../../../views/frame/routes.ts";
import type { Html } from "../../html.ts";
import { relationsOf } from "./accounts.ts";
import { contextOf } from "../frame/context.ts";
import type { Said } from "../frame/flash.ts";
import type { Form } from "../frame/forms.ts";
import { inside } from "../frame/inside.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";

/** Done, and what is said when it is not plain to see. */
type OnAccount = (kith: Kith, account: Account, target: Account, form: Form) => Promise<Said | void>;

/** Acts, and then says so. */
const saying =
  (act: (kith: Kith, account: Account, target: Account) => Promise<unknown>, said: Said): OnAccount =>
  async (kith, account, target) => {
    await act(kith, account, target);
    return said;
  };

const ON_ACCOUNT: Readonly<Record<AccountAct, OnAccount>> = {
  follow: async (kith, account, target) =>
    (await follow(kith, account, target)).state === "pending" ? "people.said_requested" : undefined,
  unfollow,
  block: saying(block, "people.said_blocked"),
  unblock: saying(unblock, "people.said_unblocked"),
  mute: async (kith, account, target, form) => {
    await mute(kith, account, target, muteOptions(form));
    return "people.said_muted";
  },
  unmute: saying(unmute, "people.said_unmuted"),
  remove: saying(removeFollower, "people.said_removed"),
  endorse: saying(endorse, "people.said_endorsed"),
  unendorse: saying(unendorse, "people.said_unendorsed"),
  befriend: async (kith, account, target) => {
    await befriend(kith, account, target);
    return (await areFriends(kith.db, account.id, target.id)) ? "friends.said_friends" : "friends.said_asked";
  },
  unfriend: async (kith, account, target) => {
    const friends = await areFriends(kith.db, account.id, target.id);
    await unfriend(kith, account, target);
    return friends ? "friends.said_unfriended" : "friends.said_taken_back";
  },
  decline: saying(declineFriend, "friends.said_declined"),
};

/** From the page that asks for how long; from a menu there is nothing but the name. */
const muteOptions = (form: Form): MuteOptions =>
  form.has("duration") ? { duration: Number(form.text("duration")) || 0, notifications: form.has("notifications") } : {};

const targetOf = async (visit: Visit): Promise<Account> => await getAccount(visit.kith.db, idParam(visit) ?? 0);

const onAccount = (act: AccountAct): Route =>
  action(`/accounts/:id/${act}`, "member", async (visit) => {
    const account = me(visit);
    const target = await targetOf(visit);
    const said = await ON_ACCOUNT[act](visit.kith, account, target, visit.form);
    return go(returnPath(visit, routes.profile(target)), said ?? undefined);
  });

/** The answer to requests stays on their page. */
const answerRequest = (answer: "authorize" | "reject"): Route =>
  action(`/follow_requests/:id/${answer}`, "member", async (visit) => {
    const asked = await getFollowRequest(visit.kith, idParam(visit) ?? 0, me(visit).id);
    await (answer === "authorize" ? acceptFollow(visit.kith, asked) : rejectFollow(visit.kith, asked));
    return go(returnPath(visit, routes.followRequests), answer === "authorize" ? "people.said_accepted" : "people.said_declined");
  });

type About = { account: Account; relation: WholeRelation; return_to: string };

/** A page about somebody else. @throws Refusal `missing` for oneself */
const about = (what: AccountPage, view: (ctx: ViewContext, page: About, visit: Visit) => Promise<Html> | Html): Route =>
  page(`/accounts/:id/${what}`, "member", async (visit) => {
    const account = await targetOf(visit);
    if (account.id === me(visit).id) throw missing();
    const relation = (await relationsOf(visit, [account.id])).get(account.id);
    if (relation === undefined) throw missing();
    const return_to = visit.referer ?? routes.profile(account);
    return show(await view(await contextOf(visit), { account, relation, return_to }, visit));
  });

async function saveOptions(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const target = await targetOf(visit);
  const relation = (await relationsOf(visit, [target.id])).get(target.id);
  if (relation?.following !== true && relation?.requested !== true) throw forbidden();
  const languages = form
    .all("language")
    .filter((tag) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag))
    .slice(0, 50);
  await follow(kith, me(visit), target, { reblogs: form.has("reblogs"), notify: form.has("notify"), languages });
  return go(returnPath(visit, routes.profile(target)), "people.said_options");
}

async function saveLists(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const [account, target] = [me(visit), await targetOf(visit)];
  const wanted = new Set(form.all("list").flatMap((text) => readId(text) ?? []));
  const holding = new Set((await listsWith(kith.db, account.id, target.id)).map(({ id }) => id));
  for (const list of await loadLists(kith.db, account.id)) {
    if (wanted.has(list.id) && !holding.has(list.id)) await addMembers(kith, list, [target.id]);
    if (!wanted.has(list.id) && holding.has(list.id)) await removeMembers(kith, list, [target.id]);
  }
  return go(returnPath(visit, routes.profile(target)), "people.said_lists");
}

async function saveNote(visit: Visit): Promise<Answer> {
  const target = await targetOf(visit);
  await setAccountNote(visit.kith, me(visit), target, visit.form.text("comment"));
  return go(returnPath(visit, routes.profile(target)), "people.said_note");
}

const showLists = about("lists", async (ctx, { account, return_to }, visit) => {
  const { kith, viewer_id } = visit;
  const holding = new Set((await listsWith(kith.db, viewer_id, account.id)).map(({ id }) => id));
  const lists = (await loadLists(kith.db, viewer_id)).map((list) => ({ list, holds: holding.has(list.id) }));
  return inListsView(ctx, { account, lists, return_to });
});

const showHost = about("domain", async (ctx, page, { kith, viewer_id }) => {
  if (page.account.host === "") throw missing();
  return blockHostView(ctx, { ...page, ties: await countFollowsWith(kith.db, viewer_id, page.account.host) });
});

export const relationRoutes: readonly Route[] = [
  ...(Object.keys(ON_ACCOUNT) as AccountAct[]).map(onAccount),
  answerRequest("authorize"),
  answerRequest("reject"),
  about("following", followOptionsView),
  action("/accounts/:id/following", "member", saveOptions),
  about("mute", muteView),
  showLists,
  action("/accounts/:id/lists", "member", saveLists),
  inside(action("/accounts/:id/note", "member", saveNote), "comment"),
  showHost,
];
