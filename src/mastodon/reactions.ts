/** Reactions to statuses: under glitch-soc's addresses, and under Pleroma's, which Akkoma keeps. */
import type { Account, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { loadReactions, reactedByIds } from "../reactions/load.ts";
import { react, unreact } from "../reactions/react.ts";
import { toEmoji } from "../text/emoji.ts";
import { loadAccounts } from "../accounts/find.ts";
import { renderAccount } from "./entities/account.ts";
import { renderReaction, type ReactedJson } from "./entities/reaction.ts";
import { sceneOf } from "./entities/scene.ts";
import { showStatus, statusParam } from "./present.ts";
import { answer, anyone, del, get, me, post, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";

type Act = (kith: Kith, account: Account, status: Status, emoji: string) => Promise<void>;

const acting =
  (act: Act) =>
  async (request: ApiRequest): Promise<Answer> => {
    const status = await statusParam(request);
    await act(request.kith, me(request), status, request.params["name"] ?? "");
    return answer(await showStatus(request, status.id));
  };

/** Who has reacted, by what they reacted with; with a name in the path only of that. */
async function list(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const asked = await statusParam(request);
  const [reactions = []] = (await loadReactions(kith.db, viewer_id, [asked])).values();
  const people = await reactedByIds(kith, viewer_id, asked);
  const accounts = await loadAccounts(kith.db, [...people.values()].flat());
  const scene = sceneOf(kith);
  const { name } = request.params;
  const wanted = name === undefined ? undefined : (toEmoji(name) ?? name.replace(/^:|:$/g, ""));
  const shown = reactions
    .filter((one) => wanted === undefined || one.name === wanted)
    .map((one): ReactedJson => {
      const known = (people.get(one.name) ?? []).flatMap((id) => accounts.get(id) ?? []);
      const account_ids = known.map(({ id }) => String(id));
      return {
        ...renderReaction(one, viewer_id, scene),
        me: one.me,
        account_ids,
        accounts: known.map((each) => renderAccount(each, scene)),
      };
    });
  return answer(shown);
}

const glitch = (verb: string): string => `/api/v1/statuses/:id/${verb}/:name`;
const pleroma = "/api/v1/pleroma/statuses/:id/reactions";

export const reactionRoutes: readonly Route[] = [
  post(glitch("react"), user("write:favourites"), acting(react)),
  post(glitch("unreact"), user("write:favourites"), acting(unreact)),
  get(pleroma, anyone("read:statuses"), list),
  get(`${pleroma}/:name`, anyone("read:statuses"), list),
  put(`${pleroma}/:name`, user("write:favourites"), acting(react)),
  del(`${pleroma}/:name`, user("write:favourites"), acting(unreact)),
];
