/** Serves a story to those for whom it is, as long as it is shown; to them alone it is gone afterwards, to others it never was. */
import type { Request, Response } from "express";
import { gone, missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { isSame } from "../../access/secrets.ts";
import { capabilityOf } from "../../stories/files.ts";
import { isFor } from "../../stories/visible.ts";
import { storyUrl } from "../../uris.ts";
import { loadOwnStory, renderStoryCreate } from "../deliver/story.ts";
import type { Json } from "../write/complete.ts";
import { suitsPixelfed, toPixelfedStory } from "../write/pixelfed.ts";
import { addressedTo } from "../write/copy.ts";
import { getStandingAccount } from "./actor.ts";
import { reply, toPage, wantsActivity } from "./answer.ts";
import { assertMayAsk, findReader } from "./reader.ts";

type Exchange = { request: Request; response: Response };

/** To who holds the capability that was sent along; whether that is what they asked by. */
async function serveByCapability(
  kith: Kith,
  { id, author_id }: { id: number; author_id: number },
  { request, response }: Exchange,
): Promise<boolean> {
  const token = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) return false;
  const whole = isSame(capabilityOf(kith, id), token) ? await loadOwnStory(kith, id) : undefined;
  if (whole === undefined || whole.author.id !== author_id || whole.story.audience !== "followers") throw missing();
  if (whole.story.ended_at > 0 || whole.story.expires_at <= kith.now()) throw gone();
  if (!suitsPixelfed(whole)) throw missing();
  const [name = "", query = ""] = (whole.media?.file ?? "").split("?");
  const frame = `${kith.instance.origin}/media/stories/frame/${name}.jpg?${query}`;
  const document = toPixelfedStory(whole, kith.instance, frame);
  reply(response, { body: JSON.stringify(document), open: false });
  return true;
}

export async function serveStory(kith: Kith, request: Request, response: Response): Promise<void> {
  const author = await getStandingAccount(kith, request.params.id);
  const id = readId(request.params.story);
  if (id === undefined) throw missing();
  if (!wantsActivity(request.headers.accept)) return toPage(response, storyUrl(kith.instance, id));
  if (await serveByCapability(kith, { id, author_id: author.id }, { request, response })) return;
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
