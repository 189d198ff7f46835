/** https://docs.joinmastodon.org/methods/polls/ */
import { z } from "zod";
import { getVisiblePoll } from "../polls/load.ts";
import { votePoll } from "../polls/vote.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { renderPoll } from "./entities/poll.ts";
import { sceneOf } from "./entities/scene.ts";
import { answer, anyone, get, idParam, me, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { list, parse, whole } from "./shapes.ts";

async function show(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const poll = await getVisiblePoll(kith.db, viewer_id, idParam(request));
  return answer(renderPoll(poll, await loadStatusPage(kith.db, viewer_id, [poll.status_id]), sceneOf(kith)));
}

async function vote(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, body } = request;
  const poll = await getVisiblePoll(kith.db, viewer_id, idParam(request));
  await votePoll(kith, me(request), poll.id, parse(body, z.object({ choices: list(whole(0, 1000), 100) })).choices);
  return await show(request);
}

export const pollRoutes: readonly Route[] = [
  get("/api/v1/polls/:id", anyone("read:statuses"), show),
  post("/api/v1/polls/:id/votes", user("write:statuses"), vote),
];
