/** https://docs.joinmastodon.org/methods/accounts/: following, blocking, muting, and what one is to another. */
import { z } from "zod";
import { setAccountNote } from "../accounts/notes.ts";
import { loadRelationships } from "../accounts/relationships.ts";
import { block, unblock } from "../blocks/block.ts";
import { mute, unmute } from "../blocks/mute.ts";
import type { Account } from "../db/schema.ts";
import { endorse, unendorse } from "../follows/endorse.ts";
import { removeFollower } from "../follows/accept.ts";
import { follow } from "../follows/follow.ts";
import { unfollow } from "../follows/unfollow.ts";
import type { Kith } from "../kith.ts";
import { accountParam } from "./accounts.ts";
import { renderRelationship } from "./entities/relationship.ts";
import { answer, get, me, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { flag, idsOf, list, parse, text, wholeOrNothing } from "./shapes.ts";

/** What the account is to the one that asks, as the answer to nearly everything here. */
export async function showRelationship(request: ApiRequest, account_id: number): Promise<Answer> {
  const { db, now } = request.kith;
  const found = await loadRelationships(db, me(request).id, [account_id], now());
  const relationship = found.get(account_id);
  if (relationship === undefined) throw new Error("no relationship was loaded");
  return answer(renderRelationship(relationship));
}

async function showMany(request: ApiRequest): Promise<Answer> {
  const { db, now } = request.kith;
  const asked = idsOf(request.query["id"], 100);
  const known = new Set(
    (
      await db
        .selectFrom("accounts")
        .select("id")
        .where("id", "in", asked.length === 0 ? [0] : asked)
        .execute()
    ).map(({ id }) => id),
  );
  const ids = asked.filter((id) => known.has(id));
  const found = await loadRelationships(db, me(request).id, ids, now());
  return answer(ids.flatMap((id) => found.get(id) ?? []).map(renderRelationship));
}

const acting =
  (act: (kith: Kith, account: Account, target: Account, request: ApiRequest) => Promise<unknown>) =>
  async (request: ApiRequest): Promise<Answer> => {
    const target = await accountParam(request);
    await act(request.kith, me(request), target, request);
    return await showRelationship(request, target.id);
  };

const followShape = z.object({ reblogs: flag.nullish(), notify: flag.nullish(), languages: list(text(35), 50).nullish() });
const muteShape = z.object({ notifications: flag.nullish(), duration: wholeOrNothing(0, 1_000_000_000) });
const noteShape = z.object({ comment: text().nullish() });

const doFollow = acting(async (kith, account, target, { body }) => {
  const { reblogs, notify, languages } = parse(body, followShape);
  await follow(kith, account, target, {
    reblogs: reblogs ?? undefined,
    notify: notify ?? undefined,
    languages: languages ?? undefined,
  });
});
const doMute = acting(async (kith, account, target, { body }) => {
  const { notifications, duration } = parse(body, muteShape);
  await mute(kith, account, target, { notifications: notifications ?? undefined, duration });
});
const doNote = acting(
  async (kith, account, target, { body }) => await setAccountNote(kith, account, target, parse(body, noteShape).comment ?? ""),
);

const at = (verb: string): string => `/api/v1/accounts/:id/${verb}`;

export const relationshipRoutes: readonly Route[] = [
  get("/api/v1/accounts/relationships", user("read:follows"), showMany),
  post(at("follow"), user("write:follows"), doFollow),
  post(at("unfollow"), user("write:follows"), acting(unfollow)),
  post(at("remove_from_followers"), user("write:follows"), acting(removeFollower)),
  post(at("block"), user("write:blocks"), acting(block)),
  post(at("unblock"), user("write:blocks"), acting(unblock)),
  post(at("mute"), user("write:mutes"), doMute),
  post(at("unmute"), user("write:mutes"), acting(unmute)),
  post(at("endorse"), user("write:accounts"), acting(endorse)),
  post(at("unendorse"), user("write:accounts"), acting(unendorse)),
  // Their names before 4.4.
  post(at("pin"), user("write:accounts"), acting(endorse)),
  post(at("unpin"), user("write:accounts"), acting(unendorse)),
  post(at("note"), user("write:accounts"), doNote),
];
