/** https://docs.joinmastodon.org/methods/accounts/: looking at accounts, and what they have written. */
import { pagedAccounts, showAccountsOf } from "./account-pages.ts";
import { findAccountByHandle, getAccount } from "../accounts/find.ts";
import { searchAccounts } from "../accounts/search.ts";
import { findUser } from "../accounts/users.ts";
import { visitPosts } from "../accounts/visit.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import type { Account, User } from "../db/schema.ts";
import type { Paging } from "../db/paging.ts";
import { missing } from "../errors.ts";
import { endorsedIds } from "../follows/endorse.ts";
import { loadFamiliar } from "../follows/familiar.ts";
import { followerIds, followingIds, type FollowEntry, type Onlooker } from "../follows/load.ts";
import { parseHandle } from "../text/names.ts";
import { accountOutlines } from "../timelines/account.ts";
import { renderAccount } from "./entities/account.ts";
import { renderBadges } from "./entities/role.ts";
import { paged } from "./links.ts";
import { renderAccounts, sceneWith, showAccounts } from "./present.ts";
import { answer, anyone, get, idParam, late, me, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { idsOf, isTrue, limitOf, offsetOf, pagingOf, textOf } from "./shapes.ts";
import { statusList } from "./texts/load.ts";

export const accountParam = async (request: ApiRequest, name = "id"): Promise<Account> =>
  await getAccount(request.kith.db, idParam(request, name));

async function show(request: ApiRequest): Promise<Answer> {
  const account = await accountParam(request);
  const shown = renderAccount(account, await sceneWith(request.kith, request.viewer_id, [account]));
  const person = await personOf(request, account);
  return answer(person === undefined ? shown : { ...shown, roles: renderBadges(person.role) });
}

/** Who lives here behind an account. @throws Refusal `missing` for who has not been let in yet: that is nobody's business */
async function personOf({ kith, viewer_id }: ApiRequest, { id, host }: Account): Promise<User | undefined> {
  const person = host === "" ? await findUser(kith.db, id) : undefined;
  if (person !== undefined && (person.approved === 0 || person.confirmed_at === 0) && id !== viewer_id) throw missing();
  return person;
}

async function lookup(request: ApiRequest): Promise<Answer> {
  const handle = parseHandle(textOf(request.query["acct"]));
  if (handle === undefined) throw missing();
  const host = handle.host === undefined || handle.host === request.kith.instance.domain ? "" : handle.host;
  const account = await findAccountByHandle(request.kith.db, handle.username, host);
  if (account === undefined || account.deleted_at > 0) throw missing();
  await personOf(request, account);
  return answer(renderAccount(account, await sceneWith(request.kith, request.viewer_id, [account])));
}

async function search(request: ApiRequest): Promise<Answer> {
  const { query, kith, viewer_id } = request;
  const found = await searchAccounts(kith, viewer_id, {
    q: textOf(query["q"]),
    limit: limitOf(query, 40, 80),
    offset: offsetOf(query),
    resolve: isTrue(query["resolve"]),
    following: isTrue(query["following"]),
  });
  return answer(await renderAccounts(request, found));
}

async function statuses(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, query } = request;
  const account_id = idParam(request, "id");
  if (!(await visitPosts(kith, viewer_id, account_id))) return answer([]);
  const paging = pagingOf(query);
  const tagged = textOf(query["tagged"]);
  const options = {
    exclude_replies: isTrue(query["exclude_replies"]),
    exclude_reblogs: isTrue(query["exclude_reblogs"]),
    only_media: isTrue(query["only_media"]),
    pinned: isTrue(query["pinned"]),
    tagged: tagged === "" ? undefined : tagged,
  };
  const found = await accountOutlines(kith, viewer_id, account_id, { ...options, paging });
  const shown = await statusList(request, found, "account");
  return options.pinned ? answer(shown) : paged(request, shown, { cursors: found.map(({ id }) => id), paging });
}

const isBlocked = async ({ kith, viewer_id }: ApiRequest, account: Account): Promise<boolean> =>
  account.id !== viewer_id && (await isBlockedBetween(kith.db, viewer_id, account.id));

type Entries = (db: ApiRequest["kith"]["db"], account_id: number, paging: Paging, onlooker: Onlooker) => Promise<FollowEntry[]>;

const people =
  (entries: Entries) =>
  async (request: ApiRequest): Promise<Answer> => {
    const account = await accountParam(request);
    const hidden = account.hide_collections === 1 && account.id !== request.viewer_id;
    if (hidden || account.suspended_at > 0 || (request.viewer_id !== 0 && (await isBlocked(request, account)))) return answer([]);
    const paging = pagingOf(request.query, 40, 80);
    const onlooker = { viewer_id: request.viewer_id, now: request.kith.now() };
    const rows = await entries(request.kith.db, account.id, paging, onlooker);
    return await pagedAccounts(request, rows, paging);
  };

async function ownEndorsements(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 40, 80);
  const onlooker = { viewer_id: me(request).id, now: request.kith.now() };
  const rows = await endorsedIds(request.kith.db, me(request).id, paging, onlooker);
  return await pagedAccounts(request, rows, paging);
}

async function familiar(request: ApiRequest): Promise<Answer> {
  const ids = idsOf(request.query["id"], 40);
  const found = await loadFamiliar(request.kith.db, me(request).id, ids);
  const rows = [...new Set([...found.values()].flat())].map((account_id) => ({ account_id }));
  const people = new Map((await showAccountsOf(request, rows)).map((one) => [one.id, one]));
  return answer(
    ids.map((id) => ({
      id: String(id),
      accounts: (found.get(id) ?? []).flatMap((one) => people.get(String(one)) ?? []),
    })),
  );
}

const at = "/api/v1/accounts";
/** Proofs of identity, which Mastodon has given up; the account must be there all the same. */
const empty = async (request: ApiRequest): Promise<Answer> => (await accountParam(request), answer([]));

export const accountRoutes: readonly Route[] = [
  get(at, anyone("read:accounts"), async (request) => answer(await showAccounts(request, idsOf(request.query["id"], 40)))),
  get(`${at}/lookup`, anyone("read:accounts"), lookup),
  get(`${at}/search`, user("read:accounts"), search),
  get(`${at}/familiar_followers`, user("read:follows"), familiar),
  get(`${at}/:id`, anyone("read:accounts"), show),
  get(`${at}/:id/statuses`, late(anyone("read:statuses")), statuses),
  get(`${at}/:id/followers`, anyone("read:accounts"), people(followerIds)),
  get(`${at}/:id/following`, anyone("read:accounts"), people(followingIds)),
  get(`${at}/:id/endorsements`, anyone("read:accounts"), people(endorsedIds)),
  get(`${at}/:id/identity_proofs`, anyone("read:accounts"), empty),
  get("/api/v1/endorsements", user("read:accounts"), ownEndorsements),
];
