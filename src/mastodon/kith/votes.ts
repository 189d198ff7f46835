/** `/api/kith/v1/statuses/:id/votes` and `/downvote`: what a group's people think of a post, where such votes are taken. */
import type { Account, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { loadVotes } from "../../statuses/against.ts";
import { downvote, undownvote } from "../../statuses/downvote.ts";
import { findOriginal } from "../../statuses/find.ts";
import { statusParam } from "../present.ts";
import { answer, anyone, del, get, me, post, user, type Answer, type ApiRequest, type Route } from "../respond.ts";

async function show({ kith, viewer_id }: ApiRequest, asked: Status): Promise<Answer> {
  const status = (await findOriginal(kith.db, asked)) ?? asked;
  const votes = (await loadVotes(kith.db, viewer_id, [status])).get(status.id);
  return answer({
    id: String(status.id),
    taken: votes !== undefined,
    favourites_count: status.favourites_count,
    downvotes_count: votes?.against ?? 0,
    score: votes?.score ?? status.favourites_count,
    downvoted: votes?.mine === true,
  });
}

const voting =
  (act: (kith: Kith, account: Account, status: Status) => Promise<Status>) =>
  async (request: ApiRequest): Promise<Answer> =>
    await show(request, await act(request.kith, me(request), await statusParam(request)));

const at = "/api/kith/v1/statuses/:id";

export const voteRoutes: readonly Route[] = [
  get(`${at}/votes`, anyone("read:statuses"), async (request) => await show(request, await statusParam(request))),
  post(`${at}/downvote`, user("write:favourites"), voting(downvote)),
  del(`${at}/downvote`, user("write:favourites"), voting(undownvote)),
];
