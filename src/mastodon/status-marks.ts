/** https://docs.joinmastodon.org/methods/statuses/: what one does with a status, and who has done it. */
import { pagedAccounts } from "./account-pages.ts";
import { z } from "zod";
import type { Account, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { bookmark, unbookmark } from "../statuses/bookmark.ts";
import { favourite, unfavourite } from "../statuses/favourite.ts";
import { muteConversation, unmuteConversation } from "../statuses/mute.ts";
import { pin, unpin } from "../statuses/pin.ts";
import { favouritedByIds, rebloggedByIds } from "../statuses/reactions.ts";
import { reblog, unreblog } from "../statuses/reblog.ts";
import { showStatus, statusParam } from "./present.ts";
import { answer, anyone, get, me, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { pagingOf, parse } from "./shapes.ts";

type Mark = (kith: Kith, account: Account, status: Status) => Promise<Status | void>;

/** Marks the status that the path names, and shows it as it is afterwards. */
const marking =
  (mark: Mark) =>
  async (request: ApiRequest): Promise<Answer> => {
    const asked = await statusParam(request);
    const marked = await mark(request.kith, me(request), asked);
    return answer(await showStatus(request, marked?.id ?? asked.id));
  };

const reblogShape = z.object({ visibility: z.enum(["public", "unlisted", "private"], "is not included in the list").nullish() });

async function doReblog(request: ApiRequest): Promise<Answer> {
  const { visibility } = parse(request.body, reblogShape);
  const made = await reblog(request.kith, me(request), await statusParam(request), { visibility: visibility ?? "public" });
  return answer(await showStatus(request, made.id));
}

type Reactions = typeof favouritedByIds;
const reacted =
  (ids: Reactions) =>
  async (request: ApiRequest): Promise<Answer> => {
    const { kith, viewer_id } = request;
    const paging = pagingOf(request.query, 40, 80);
    const rows = await ids(kith, viewer_id, await statusParam(request), paging);
    return await pagedAccounts(request, rows, paging);
  };

const at = (verb: string): string => `/api/v1/statuses/:id/${verb}`;

export const statusMarkRoutes: readonly Route[] = [
  post(at("favourite"), user("write:favourites"), marking(favourite)),
  post(at("unfavourite"), user("write:favourites"), marking(unfavourite)),
  post(at("bookmark"), user("write:bookmarks"), marking(bookmark)),
  post(at("unbookmark"), user("write:bookmarks"), marking(unbookmark)),
  post(at("mute"), user("write:mutes"), marking(muteConversation)),
  post(at("unmute"), user("write:mutes"), marking(unmuteConversation)),
  post(at("pin"), user("write:accounts"), marking(pin)),
  post(at("unpin"), user("write:accounts"), marking(unpin)),
  post(at("reblog"), user("write:statuses"), doReblog),
  post(at("unreblog"), user("write:statuses", { limit: "delete" }), marking(unreblog)),
  get(at("favourited_by"), anyone("read:statuses"), reacted(favouritedByIds)),
  get(at("reblogged_by"), anyone("read:statuses"), reacted(rebloggedByIds)),
];
