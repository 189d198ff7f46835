/** Serves a story to those for whom it is, as long as it is shown; to them alone it is gone afterwards, to others it never was. */
import type { Request, Response } from "express";
import { gone, missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { isFor } from "../../stories/visible.ts";
import { storyUrl } from "../../uris.ts";
import { loadOwnStory, renderStoryCreate } from "../deliver/story.ts";
import type { Json } from "../write/complete.ts";
import { addressedTo } from "../write/copy.ts";
import { getStandingAccount } from "./actor.ts";
import { reply, toPage, wantsActivity } from "./answer.ts";
import { assertMayAsk, findReader } from "./reader.ts";

export async function serveStory(kith: Kith, request: Request, response: Response): Promise<void> {
  const author = await getStandingAccount(kith, request.params.id);
  const id = readId(request.params.story);
  if (id === undefined) throw missing();
  if (!wantsActivity(request.headers.accept)) return toPage(response, storyUrl(kith.instance, id));
  await assertMayAsk(kith, request);
  const reader = await findReader(kith, request);
  if (reader === undefined) throw missing();
  const story = await kith.db
    .selectFrom("stories")
    .select(["audience", "ended_at", "expires_at"])
    .where("id", "=", id)
    .where("account_id", "=", author.id)
    .where("local", "=", 1)
    .where(isFor(reader.id))
    .executeTakeFirst();
  if (story === undefined) throw missing();
  if (story.ended_at > 0 || story.expires_at <= kith.now()) throw gone();
  const whole = await loadOwnStory(kith, id);
  if (whole === undefined) throw missing();
  const create = await renderStoryCreate(kith, whole);
  const copy = story.audience === "circle" ? addressedTo(create, { uri: reader.uri, mark: reader.id }) : create;
  reply(response, { body: JSON.stringify({ "@context": copy["@context"], ...(copy["object"] as Json) }), open: false });
}
