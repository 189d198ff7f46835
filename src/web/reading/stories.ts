/** Stories: showing one, looking at others', who has seen one's own, and what one keeps of them. */
import { randomUUID } from "node:crypto";
import { findAccountById, findAccountByHandle } from "../../accounts/find.ts";
import { changeSettings, readSettings } from "../../accounts/settings.ts";
import type { StoryAudience } from "../../db/values.ts";
import { missing, Refusal } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { removeMedia } from "../../media/remove.ts";
import { answerStory } from "../../stories/answers.ts";
import { deleteStory } from "../../stories/end.ts";
import { archivedIds, getOwnStory, getStory, loadStories, loadTray, storyIdsOf } from "../../stories/load.ts";
import { postStory, readStory, type StoryDraft } from "../../stories/post.ts";
import { reactToStory, unreactToStory } from "../../stories/react.ts";
import { loadViewers, markSeen } from "../../stories/see.ts";
import { BACKGROUNDS, DAY, DURATIONS, MOST_CHARACTERS, MOST_NAMED, MOST_SECONDS } from "../../stories/values.ts";
import { parseHandle } from "../../text/names.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { askView } from "../../../views/people/lists.ts";
import { routes } from "../../../views/frame/routes.ts";
import { pastStoriesView, storyView, storyViewersView } from "../../../views/reading/stories.ts";
import { newStoryView } from "../../../views/reading/story-new.ts";
import { again } from "../frame/aside.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { inside } from "../frame/inside.ts";
import { loadOwnCircles } from "../people/own-circles.ts";
import { problemsOf, type Fields } from "../frame/problems.ts";
import { action, go, makes, page, show, uploadFilms, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, myUser, returnPath, type Visit } from "../frame/visit.ts";
import { takeFile } from "../writing/writing-media.ts";

const SIZE = 40;

async function showForm(visit: Visit, problems?: Problems): Promise<Answer> {
  const view = newStoryView(await contextOf(visit), {
    circles: await loadOwnCircles(visit),
    backgrounds: BACKGROUNDS,
    durations: DURATIONS,
    most: { seconds: MOST_SECONDS, characters: MOST_CHARACTERS },
    keep: readSettings(myUser(visit)).keep_stories,
    key: visit.form.text("key").slice(0, 100) || randomUUID(),
    ...(await again(visit, problems)),
  });
  return show(view, problems === undefined ? 200 : 422);
}

async function publish(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const audience = audienceOf(form.text("audience"));
  const named = audience === "people" ? await readPeople(visit) : { ids: [], unknown: [] };
  const names = { names: locale.list(named.unknown) };
  const { media_id, ...file } = await readFile(visit);
  const wrong: Problems = {
    ...file.problems,
    ...(named.unknown.length === 0 ? {} : { people: locale.t("stories.people_unknown", names) }),
  };
  const draft: StoryDraft = {
    text: form.text("text"),
    background: form.text("background"),
    media_id,
    audience,
    circle_id: readId(form.text("circle_id")),
    account_ids: named.ids,
    expires_in: Number(form.text("expires_in")) || DAY,
    replies: form.has("replies"),
    reactions: form.has("reactions"),
    kept: form.has("keep"),
    idempotency_key: form.text("key"),
  };
  const failed = Object.keys(wrong).length > 0;
  const done = await (failed ? readStory : postStory)(kith, me(visit), draft).catch((error: unknown) => error as Error);
  // Nothing came of the file of what was sent twice.
  const shown = "id" in done && done.media_id === (media_id ?? 0);
  if (media_id !== undefined && (failed || "id" in done || done instanceof Refusal) && !shown)
    await removeMedia(kith, me(visit), media_id);
  if ("id" in done) return go(routes.story(done.id), "stories.said_posted");
  const others = done instanceof Error ? problemsOf(done, locale, FIELDS) : {};
  const { text: _, ...beside } = others;
  // A file that could not be taken was to be there all the same.
  const bare = "file" in wrong && draft.text.trim() === "";
  return await showForm(visit, { ...(bare ? beside : others), ...wrong });
}

const FIELDS: Fields = [
  ["Text", "text"],
  ["People", "people"],
  [/named people/, "people"],
  [/[Ff]ile|film|Media /, "file"],
  [/^Record not found/, "audience"],
];

async function readFile(visit: Visit): Promise<{ media_id?: number; problems?: Problems }> {
  const file = visit.form.file("file");
  if (file === undefined) return {};
  try {
    return { media_id: (await takeFile(visit, file, { description: visit.form.text("description") })).id };
  } catch (error) {
    return { problems: problemsOf(error, visit.locale, OF_FILE) };
  }
}

/** What is wrong with its words is not wrong with the file. */
const OF_FILE: Fields = [
  ["Description", "description"],
  [/./, "file"],
];

const audienceOf = (asked: string): StoryAudience => (asked === "circle" || asked === "people" ? asked : "followers");

/** By handles, of people whom this server knows. */
async function readPeople({ kith, form }: Visit): Promise<{ ids: number[]; unknown: string[] }> {
  const words = form
    .text("people")
    .split(/[\s,;]+/)
    .filter(Boolean)
    .slice(0, MOST_NAMED + 1);
  const found: { ids: number[]; unknown: string[] } = { ids: [], unknown: [] };
  for (const word of words) {
    const handle = parseHandle(word);
    const host = handle?.host === kith.instance.domain ? "" : (handle?.host ?? "");
    const account = handle === undefined ? undefined : await findAccountByHandle(kith.db, handle.username, host);
    if (account === undefined) found.unknown.push(word);
    else found.ids.push(account.id);
  }
  return found;
}

async function showStory(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const story = await getStory(kith, viewer_id, idParam(visit) ?? 0);
  const author = await findAccountById(kith.db, story.account_id);
  const [shown] = await loadStories(kith, viewer_id, [story.id]);
  if (author === undefined || shown === undefined) throw missing();
  await markSeen(kith, { id: viewer_id }, story, readSettings(myUser(visit)).story_views);
  const ids = await storyIdsOf(kith, viewer_id, story.account_id);
  const at = ids.indexOf(story.id);
  const [before, after] = [ids[at - 1], at < 0 ? undefined : ids[at + 1]];
  const view = storyView(await contextOf(visit), {
    shown,
    author,
    place: at + 1,
    count: at < 0 ? 1 : ids.length,
    previous: before === undefined ? undefined : routes.story(before),
    next: at < 0 ? undefined : after === undefined ? await afterwards(visit, story.account_id) : routes.story(after),
  });
  return show(view);
}

/** The next person with something new. */
async function afterwards({ kith, viewer_id }: Visit, account_id: number): Promise<string | undefined> {
  const { others } = await loadTray(kith, viewer_id);
  const next = others.find(({ account, next: unseen }) => account.id !== account_id && unseen !== undefined)?.next;
  return next === undefined ? undefined : routes.story(next);
}

async function showFirst(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const account_id = idParam(visit) ?? 0;
  const ids = await storyIdsOf(kith, viewer_id, account_id);
  const shown = await loadStories(kith, viewer_id, ids);
  const first = shown.find(({ seen }) => !seen) ?? shown[0];
  if (first === undefined) throw missing();
  return go(routes.story(first.story.id));
}

async function showViewers(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const story = await getOwnStory(kith, viewer_id, idParam(visit) ?? 0);
  const listed = readSettings(myUser(visit)).story_views;
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadViewers(kith, story, listed, paging), ({ id }) => id);
  return show(storyViewersView(await contextOf(visit), { story, viewers: items, pager, listed }));
}

async function reply(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, form } = visit;
  const story = await getStory(kith, viewer_id, idParam(visit) ?? 0);
  await answerStory(kith, me(visit), story, form.text("text"));
  return go(returnPath(visit, routes.story(story.id)), "stories.said_replied");
}

async function react(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, form } = visit;
  const story = await getStory(kith, viewer_id, idParam(visit) ?? 0);
  const emoji = form.text("emoji");
  if (emoji === "") await unreactToStory(kith, me(visit), story);
  else await reactToStory(kith, me(visit), story, emoji);
  return go(returnPath(visit, routes.story(story.id)));
}

async function askDelete(visit: Visit): Promise<Answer> {
  const story = await getOwnStory(visit.kith, visit.viewer_id, idParam(visit) ?? 0);
  const ctx = await contextOf(visit);
  return show(
    askView(ctx, {
      from: ctx.t("stories.yours"),
      title: ctx.t("stories.delete_title"),
      lead: ctx.t("stories.delete_lead"),
      action: routes.actOnStory(story.id, "delete"),
      word: ctx.t("stories.delete"),
      back: routes.story(story.id),
    }),
  );
}

async function showPast(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await archivedIds(kith.db, viewer_id, paging), (id) => id);
  const stories = (await loadStories(kith, viewer_id, items)).toReversed();
  return show(pastStoriesView(await contextOf(visit), { stories, pager }));
}

async function saveChoices(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const settings = { story_views: form.has("views"), keep_stories: form.has("keep") };
  await changeSettings(kith, myUser(visit), { settings });
  return go(routes.pastStories, "stories.said_saved");
}

export const storyRoutes: readonly Route[] = [
  page(routes.newStory, "member", async (visit) => await showForm(visit)),
  makes(uploadFilms(routes.stories, publish)),
  page(routes.pastStories, "member", showPast),
  action(routes.storyChoices, "member", saveChoices),
  page("/stories/of/:id", "member", showFirst),
  page("/stories/:id", "member", showStory),
  page("/stories/:id/seen", "member", showViewers),
  page("/stories/:id/delete", "member", askDelete),
  action("/stories/:id/delete", "member", async (visit) => {
    await deleteStory(visit.kith, await getOwnStory(visit.kith, visit.viewer_id, idParam(visit) ?? 0));
    return go(routes.home, "stories.said_deleted");
  }),
  makes(inside(action("/stories/:id/reply", "member", reply), "text")),
  action("/stories/:id/react", "member", react),
];
