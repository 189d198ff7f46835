/** `/api/kith/v1/friends`: who follows one as one follows them, who asks for that, and who might be known. */
import { pagedAccounts } from "../account-pages.ts";
import { z } from "zod";
import { introduce } from "../../conversations/introduce.ts";
import { dismissSuggestion, loadSuggestions } from "../../discovery/suggest.ts";
import type { Account } from "../../db/schema.ts";
import { acceptFriend, befriend, declineFriend, unfriend } from "../../friends/befriend.ts";
import { introductionIds } from "../../friends/introductions.ts";
import { countFriendsKnowing, friendIds } from "../../friends/load.ts";
import { shownFriendIds } from "../../friends/shown.ts";
import { changeSettings, readSettings } from "../../accounts/settings.ts";
import { getUser } from "../../accounts/users.ts";
import { isBlockedBetween } from "../../blocks/hidden.ts";
import { loadRequests } from "../../friends/requests.ts";
import { getAccount } from "../../accounts/find.ts";
import { invalid } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { accountParam } from "../accounts.ts";
import { paged } from "../links.ts";
import { showAccounts, showStatuses } from "../present.ts";
import { showRelationship } from "../relationships.ts";
import {
  answer,
  anyone,
  del,
  get,
  idParam,
  me,
  myUser,
  nothing,
  patch,
  post,
  user,
  type Answer,
  type ApiRequest,
  type Route,
} from "../respond.ts";
import { flag, id, limitOf, list, pagingOf, parse, text } from "../shapes.ts";

type Entries = (request: ApiRequest, paging: ReturnType<typeof pagingOf>) => Promise<{ id: number; account_id: number }[]>;

const people =
  (entries: Entries) =>
  async (request: ApiRequest): Promise<Answer> => {
    const paging = pagingOf(request.query, 40, 80);
    const rows = await entries(request, paging);
    return await pagedAccounts(request, rows, paging);
  };

/** Empty of who does not show them. */
async function ofAccount(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const account = await accountParam(request);
  if (viewer_id !== 0 && viewer_id !== account.id && (await isBlockedBetween(kith.db, viewer_id, account.id))) return answer([]);
  return await people(async (_, paging) => await shownFriendIds(kith.db, { account, viewer_id }, paging))(request);
}

const acting =
  (act: (kith: Kith, account: Account, target: Account) => Promise<void>) =>
  async (request: ApiRequest): Promise<Answer> => {
    const target = await accountParam(request);
    await act(request.kith, me(request), target);
    return await showRelationship(request, target.id);
  };

const answering =
  (act: typeof acceptFriend) =>
  async (request: ApiRequest): Promise<Answer> => {
    const asker = await getAccount(request.kith.db, idParam(request, "account_id"));
    await act(request.kith, me(request), asker);
    return await showRelationship(request, asker.id);
  };

/** With how many of one's friends know each. */
async function suggestions(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const found = await loadSuggestions(kith, me(request).id, limitOf(request.query, 20, 40));
  const ids = found.filter(({ sources }) => sources.includes("friends_of_friends")).map(({ account_id }) => account_id);
  const known = await countFriendsKnowing(kith.db, me(request).id, ids);
  const accounts = await showAccounts(request, ids);
  return answer(accounts.map((account) => ({ account, friends_count: known.get(Number(account.id)) ?? 0 })));
}

const introductionShape = z.object({ account_ids: list(id, 2), comment: text(5000).nullish() });

/** Whether or not anything comes of it: who introduces two who have nothing to do with each other is not told. */
async function makeKnown(request: ApiRequest): Promise<Answer> {
  const { account_ids, comment } = parse(request.body, introductionShape);
  const [one, other] = account_ids;
  if (one === undefined || other === undefined) throw invalid("Validation failed: Two different people are needed");
  await introduce(request.kith, me(request), [one, other], comment ?? "");
  return nothing;
}

async function introductions(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query);
  const ids = await introductionIds(request.kith, me(request).id, paging);
  return paged(request, await showStatuses(request, ids, "thread"), { cursors: ids, paging });
}

const at = "/api/kith/v1/friends";
const [read, write] = [user("read:follows"), user("write:follows")];

export const friendRoutes: readonly Route[] = [
  get(
    at,
    read,
    people(async (request, paging) => await friendIds(request.kith.db, me(request).id, paging)),
  ),
  get(
    `${at}/requests`,
    read,
    people(async (request, paging) => await loadRequests(request.kith.db, me(request).id, "received", paging)),
  ),
  get(
    `${at}/requests/sent`,
    read,
    people(async (request, paging) => await loadRequests(request.kith.db, me(request).id, "sent", paging)),
  ),
  post(`${at}/requests/:account_id/accept`, write, answering(acceptFriend)),
  post(`${at}/requests/:account_id/decline`, write, answering(declineFriend)),
  get(`${at}/suggestions`, read, suggestions),
  del(`${at}/suggestions/:id`, write, async (request) => {
    await dismissSuggestion(request.kith, me(request), idParam(request));
    return nothing;
  }),
  get("/api/kith/v1/introductions", user("read:statuses"), introductions),
  post("/api/kith/v1/introductions", user("write:statuses"), makeKnown),
  get(`${at}/settings`, user("read:accounts"), async (request) =>
    answer({ show_on_profile: readSettings(await getUser(request.kith.db, myUser(request).id)).show_friends }),
  ),
  patch(`${at}/settings`, user("write:accounts"), async (request) => {
    const { show_on_profile } = parse(request.body, z.object({ show_on_profile: flag }));
    await changeSettings(request.kith, myUser(request), { settings: { show_friends: show_on_profile } });
    return answer({ show_on_profile });
  }),
  get("/api/kith/v1/accounts/:id/friends", anyone("read:accounts"), ofAccount),
  post("/api/kith/v1/accounts/:id/befriend", write, acting(befriend)),
  post("/api/kith/v1/accounts/:id/unfriend", write, acting(unfriend)),
];
