/** https://docs.joinmastodon.org/methods/blocks/, /mutes/, /domain_blocks/ and /follow_requests/: the lists of people that one keeps. */
import { z } from "zod";
import { loadBlocks } from "../blocks/block.ts";
import { blockHost, loadBlockedHosts, unblockHost } from "../blocks/domains.ts";
import { loadMutes } from "../blocks/mute.ts";
import { rfc3339 } from "../db/columns.ts";
import { acceptFollow, getFollowRequest, rejectFollow } from "../follows/accept.ts";
import { loadFollowRequests } from "../follows/load.ts";
import { paged } from "./links.ts";
import { showAccounts } from "./present.ts";
import { showRelationship } from "./relationships.ts";
import { del, get, idParam, me, nothing, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { pagingOf, parse, text } from "./shapes.ts";

type Entries = (request: ApiRequest, paging: ReturnType<typeof pagingOf>) => Promise<{ id: number; account_id: number }[]>;

const people =
  (entries: Entries) =>
  async (request: ApiRequest): Promise<Answer> => {
    const paging = pagingOf(request.query, 40, 80);
    const rows = await entries(request, paging);
    const accounts = await showAccounts(
      request,
      rows.map(({ account_id }) => account_id),
    );
    return paged(request, accounts, { cursors: rows.map(({ id }) => id), paging, prev: "since_id" });
  };

async function mutes(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const paging = pagingOf(request.query, 40, 80);
  const rows = await loadMutes(kith.db, me(request).id, kith.now(), paging);
  const until = new Map(rows.map(({ account_id, expires_at }) => [String(account_id), expires_at]));
  const shown = await showAccounts(
    request,
    rows.map(({ account_id }) => account_id),
  );
  const accounts = shown.map((account) => {
    const expires_at = until.get(account.id) ?? 0;
    return { ...account, mute_expires_at: expires_at === 0 ? null : rfc3339(expires_at) };
  });
  return paged(request, accounts, { cursors: rows.map(({ id }) => id), paging, prev: "since_id" });
}

async function hosts(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 100, 200);
  const rows = await loadBlockedHosts(request.kith.db, me(request).id, paging);
  return paged(
    request,
    rows.map(({ host }) => host),
    { cursors: rows.map(({ id }) => id), paging, prev: "since_id" },
  );
}

const domain = z.object({ domain: text(300) });
const requests = "/api/v1/follow_requests";

const deciding =
  (decide: typeof acceptFollow | typeof rejectFollow) =>
  async (request: ApiRequest): Promise<Answer> => {
    const asker = idParam(request, "account_id");
    await decide(request.kith, await getFollowRequest(request.kith, asker, me(request).id));
    return await showRelationship(request, asker);
  };

export const peopleListRoutes: readonly Route[] = [
  get(
    "/api/v1/blocks",
    user("read:blocks"),
    people(async (request, paging) => await loadBlocks(request.kith.db, me(request).id, paging)),
  ),
  get("/api/v1/mutes", user("read:mutes"), mutes),
  get("/api/v1/domain_blocks", user("read:blocks"), hosts),
  post("/api/v1/domain_blocks", user("write:blocks"), async (request) => {
    await blockHost(request.kith, me(request), parse(request.body, domain).domain);
    return nothing;
  }),
  del("/api/v1/domain_blocks", user("write:blocks"), async (request) => {
    await unblockHost(request.kith, me(request), parse(request.body, domain).domain);
    return nothing;
  }),
  get(
    requests,
    user("read:follows"),
    people(async (request, paging) => await loadFollowRequests(request.kith.db, me(request).id, paging)),
  ),
  post(`${requests}/:account_id/authorize`, user("write:follows"), deciding(acceptFollow)),
  post(`${requests}/:account_id/reject`, user("write:follows"), deciding(rejectFollow)),
];
