/** `/api/kith/v1/stories`: what is shown for a day, by whom, and who has seen it. */
import { z } from "zod";
import { changeSettings, readSettings } from "../../accounts/settings.ts";
import { getUser } from "../../accounts/users.ts";
import { rfc3339 } from "../../db/columns.ts";
import { answerStory } from "../../stories/answers.ts";
import { deleteStory } from "../../stories/end.ts";
import { archivedIds, getOwnStory, getStory, loadStories, loadTray, type Story } from "../../stories/load.ts";
import { postStory } from "../../stories/post.ts";
import { reactToStory, unreactToStory } from "../../stories/react.ts";
import { loadViewers, markSeen } from "../../stories/see.ts";
import { DAY, LONGEST, MOST_NAMED, SHORTEST } from "../../stories/values.ts";
import { sceneOf } from "../entities/scene.ts";
import { renderAccount } from "../entities/account.ts";
import { renderStory, type StoryJson } from "../entities/story.ts";
import { paged } from "../links.ts";
import { renderAccounts, sceneWith, showStatus } from "../present.ts";
import {
  answer,
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
import { flag, id, list, pagingOf, parse, text, whole } from "../shapes.ts";

const values = z.object({
  text: text(10_000).nullish(),
  background: text(20).nullish(),
  media_id: id.nullish(),
  audience: z.enum(["followers", "circle", "people"]).nullish(),
  circle_id: id.nullish(),
  account_ids: list(id, MOST_NAMED).nullish(),
  expires_in: whole(SHORTEST, LONGEST).nullish(),
  replies: flag.nullish(),
  reactions: flag.nullish(),
  keep: flag.nullish(),
});

async function show({ kith, viewer_id }: ApiRequest, ids: readonly number[]): Promise<StoryJson[]> {
  const scene = sceneOf(kith);
  return (await loadStories(kith, viewer_id, ids)).map((story) => renderStory(story, scene, viewer_id));
}

async function tray(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const { own, others } = await loadTray(kith, viewer_id);
  const stories = await show(request, [...own, ...others.flatMap(({ ids }) => ids)]);
  const accounts = [...(own.length === 0 ? [] : [me(request)]), ...others.map(({ account }) => account)];
  const shown = await renderAccounts(request, accounts);
  return answer(
    shown.map((account) => {
      const theirs = stories.filter(({ account_id }) => account_id === account.id);
      return { account, unseen: theirs.some(({ seen }) => !seen), stories: theirs };
    }),
  );
}

async function publish(request: ApiRequest): Promise<Answer> {
  const said = parse(request.body, values);
  const story = await postStory(request.kith, me(request), {
    text: said.text ?? "",
    background: said.background ?? undefined,
    media_id: said.media_id ?? undefined,
    audience: said.audience ?? "followers",
    circle_id: said.circle_id ?? undefined,
    account_ids: said.account_ids ?? undefined,
    expires_in: said.expires_in ?? DAY,
    replies: said.replies ?? true,
    reactions: said.reactions ?? true,
    kept: said.keep ?? readSettings(myUser(request)).keep_stories,
    idempotency_key: request.header("idempotency-key"),
  });
  return await one(request, story);
}

const one = async (request: ApiRequest, { id: story_id }: Story): Promise<Answer> => {
  const [story] = await show(request, [story_id]);
  return answer(story ?? {});
};

const named = async (request: ApiRequest): Promise<Story> => await getStory(request.kith, request.viewer_id, idParam(request));
const own = async (request: ApiRequest): Promise<Story> => await getOwnStory(request.kith, me(request).id, idParam(request));

async function viewers(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 40, 80);
  const rows = await loadViewers(request.kith, await own(request), readSettings(myUser(request)).story_views, paging);
  const scene = await sceneWith(
    request.kith,
    request.viewer_id,
    rows.map(({ account }) => account),
  );
  const shown = rows.map(({ account, emoji, seen_at }) => ({
    account: renderAccount(account, scene),
    reaction: emoji === "" ? null : emoji,
    seen_at: rfc3339(seen_at),
  }));
  return paged(request, shown, { cursors: rows.map((row) => row.id), paging });
}

async function archive(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 40, 80);
  const ids = await archivedIds(request.kith.db, me(request).id, paging);
  return paged(request, (await show(request, ids)).toReversed(), { cursors: ids, paging });
}

/** What one has chosen for all one's stories: whether others hear what one has seen (and one of them), and whether one's own are kept. */
async function showSettings(request: ApiRequest): Promise<Answer> {
  const { story_views, keep_stories } = readSettings(await getUser(request.kith.db, myUser(request).id));
  return answer({ views: story_views, keep: keep_stories });
}

async function saveSettings(request: ApiRequest): Promise<Answer> {
  const { views, keep } = parse(request.body, z.object({ views: flag.nullish(), keep: flag.nullish() }));
  const settings = { story_views: views ?? undefined, keep_stories: keep ?? undefined };
  await changeSettings(request.kith, myUser(request), { settings });
  return await showSettings(request);
}

const at = "/api/kith/v1/stories";
const [read, write, mark] = [user("read:statuses"), user("write:statuses"), user("write:favourites")];

export const storyRoutes: readonly Route[] = [
  get(at, read, tray),
  post(at, write, publish),
  get(`${at}/archive`, read, archive),
  get(`${at}/settings`, read, showSettings),
  patch(`${at}/settings`, user("write:accounts"), saveSettings),
  get(`${at}/:id`, read, async (request) => await one(request, await named(request))),
  del(`${at}/:id`, write, async (request) => {
    await deleteStory(request.kith, await own(request));
    return nothing;
  }),
  post(`${at}/:id/seen`, write, async (request) => {
    await markSeen(request.kith, me(request), await named(request), readSettings(myUser(request)).story_views);
    return nothing;
  }),
  get(`${at}/:id/viewers`, read, viewers),
  post(`${at}/:id/reply`, write, async (request) => {
    const said = parse(request.body, z.object({ text: text() })).text;
    const status = await answerStory(request.kith, me(request), await named(request), said);
    return answer(await showStatus(request, status.id));
  }),
  post(`${at}/:id/reaction`, mark, async (request) => {
    const story = await named(request);
    await reactToStory(request.kith, me(request), story, parse(request.body, z.object({ emoji: text(100) })).emoji);
    return await one(request, story);
  }),
  del(`${at}/:id/reaction`, mark, async (request) => {
    const story = await named(request);
    await unreactToStory(request.kith, me(request), story);
    return await one(request, story);
  }),
];
