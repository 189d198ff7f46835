/** One story a page, who has seen it, and those that one keeps. */
import type { Account, Media } from "../../src/db/schema.ts";
import type { ShownStory, Story } from "../../src/stories/load.ts";
import type { StoryViewer } from "../../src/stories/see.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { accountCard, cardList } from "../parts/account-card.ts";
import { check, described, form, problemView, stateOf, submit } from "../parts/form.ts";
import { avatarView, handleOf, nameLink, nameOf } from "../parts/names.ts";
import { timeView } from "../parts/time.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

export type StoryPage = {
  shown: ShownStory;
  author: Account;
  /** From 1, among the author's that are shown. */
  place: number;
  count: number;
  next: string | undefined;
  previous: string | undefined;
};

/** The story on its page. */
const HERE = "#story";
const EMOJI = ["❤️", "😂", "😮", "😢", "👏", "🔥"] as const;

export function storyView(ctx: ViewContext, page: StoryPage): Html {
  const { t } = ctx;
  const { shown, author, place, count } = page;
  const own = ctx.viewer?.account.id === author.id;
  const steps = Array.from({ length: Math.min(count, 20) }, (_, at) => html`<i${at < place ? raw(' class="done"') : ""}></i>`);
  const progress =
    count < 2
      ? ""
      : html`<p class="story-place"><span class="bars" aria-hidden="true">${steps}</span><span>${t("stories.place", { place, count })}</span></p>`;
  const title = t("stories.of", { name: nameOf(author) });
  const head = html`<header class="story-head"><a href="${routes.profile(author)}" tabindex="-1" aria-hidden="true">${avatarView(author, ctx)}</a><div><h1 class="vh" dir="auto">${title}</h1><strong>${nameLink(author, ctx)}</strong> <span class="handle">${handleOf(author)}</span><p class="hint">${timeView(shown.story.created_at, ctx)} · ${audienceWords(shown.story, own, ctx)} · ${untilWords(shown.story, ctx)}</p></div></header>`;
  const main = html`<article class="story" id="story" data-story>${progress}${head}${storyContentView(shown, ctx)}${stepsView(page, ctx)}${own ? ownDeeds(shown.story, ctx) : othersDeeds(shown, author, ctx)}</article>`;
  return layout(ctx, { title, main, narrow: true, place: "home", scripts: ["story.js"] });
}

const untilWords = ({ ended_at, expires_at }: Story, { t, locale, now }: ViewContext): Html | string =>
  ended_at > 0 || expires_at <= now
    ? t("stories.over")
    : html`<time datetime="${new Date(expires_at).toISOString()}" title="${locale.times.whole(expires_at)}">${t("stories.until", { time: locale.times.left(expires_at, now) })}</time>`;

/** Of a circle, its readers are told no more than that others may see it. */
function audienceWords({ audience, reach }: Story, own: boolean, { t }: ViewContext): string {
  if (audience === "followers") return t("stories.for_followers");
  if (!own) return t("stories.for_some");
  return audience === "circle" ? t("stories.for_circle", { count: reach }) : t("stories.for_named", { count: reach });
}

/** Also for those who judge a report. */
export function storyContentView({ story, media }: ShownStory, ctx: ViewContext): Html {
  if (media === undefined)
    return html`<div class="story-text ground-${story.background || "sea"}"><p dir="auto">${story.text}</p></div>`;
  const caption = story.text === "" ? "" : html`<figcaption dir="auto">${story.text}</figcaption>`;
  return html`<figure class="story-media">${pictureView(media, ctx)}${caption}</figure>`;
}

function pictureView(media: Media, ctx: ViewContext): Html {
  const { url, preview_url } = ctx.mediaUrls(media);
  const label = media.description === "" ? ctx.t("post.undescribed", { kind: media.kind }) : media.description;
  if (!/^(?:https?:\/\/|\/)/.test(url)) return html`<p class="hint">${label}</p>`;
  if (media.kind === "image") return html`<img src="${url}" alt="${media.description || label}">`;
  const poster = preview_url === "" ? "" : html` poster="${preview_url}"`;
  return html`<video src="${url}" controls playsinline${media.kind === "gifv" ? raw(" loop muted") : ""}${poster} aria-label="${label}"></video>`;
}

/** `story.js` shows the button that makes it go on by itself. */
function stepsView({ next, previous }: StoryPage, { t }: ViewContext): Html {
  // Who goes on by keyboard does not begin each story at the top of the page.
  const link = (href: string | undefined, rel: "next" | "prev", label: string) =>
    href === undefined
      ? html`<span></span>`
      : html`<a class="button${rel === "next" ? " primary" : ""}" rel="${rel}" href="${href}${href === routes.home ? "" : HERE}">${rel === "prev" ? icon("back") : ""}${label}</a>`;
  const on = next ?? routes.home;
  const play =
    next === undefined
      ? ""
      : html`<button type="button" class="button" data-play="${t("stories.play")}" data-pause="${t("stories.pause")}" hidden>${t("stories.play")}</button>`;
  return html`<nav class="story-steps" aria-label="${t("stories.title")}">${link(previous, "prev", t("stories.previous"))}${play}${link(on, "next", next === undefined ? t("stories.close") : t("stories.next"))}</nav>`;
}

const ownDeeds = ({ id }: Story, { t }: ViewContext): Html =>
  html`<p class="buttons"><a class="button" href="${routes.storyViewers(id)}">${icon("people")}${t("stories.seen_by")}</a> <a class="button" href="${routes.actOnStory(id, "delete")}">${t("stories.delete")}</a></p>`;

function othersDeeds({ story, reaction }: ShownStory, author: Account, ctx: ViewContext): Html {
  const { t } = ctx;
  const known: readonly string[] = EMOJI;
  const offered = reaction === "" || known.includes(reaction) ? known : [reaction, ...known];
  const buttons = offered.map((emoji) => {
    const given = emoji === reaction;
    return html`<button name="emoji" value="${given ? "" : emoji}" class="act${given ? " on" : ""}" aria-pressed="${given ? "true" : "false"}"><span aria-hidden="true">${emoji}</span>${hidden(t(given ? "stories.unreact" : "stories.react", { emoji }))}</button>`;
  });
  const react =
    story.reactions === 0
      ? ""
      : form(
          ctx,
          routes.actOnStory(story.id, "react"),
          html`<div role="group" aria-label="${t("stories.reactions")}">${buttons}</div>`,
          {
            className: "story-reactions",
            return_to: `${routes.story(story.id)}${HERE}`,
          },
        );
  const { typed, problems, prefix } = stateOf(ctx, routes.actOnStory(story.id, "reply"));
  const [id, problem, hint] = [`${prefix ?? "f-"}text`, problems?.["text"], t("stories.reply_hint", { name: nameOf(author) })];
  const box = html`<label for="${id}">${t("stories.reply")}</label><p class="hint" id="${id}-hint">${hint}</p><div class="joined"><input id="${id}" name="text" value="${typed?.["text"] ?? ""}" required maxlength="500" autocomplete="off" dir="auto"${described(id, { hint, problem })}><button class="button">${icon("message")}${t("stories.reply_do")}</button></div>${problemView(id, problem)}`;
  const reply =
    story.replies === 0
      ? ""
      : form(ctx, routes.actOnStory(story.id, "reply"), box, { return_to: `${routes.story(story.id)}${HERE}` });
  const about = `${routes.aboutAccount(author.id, "report")}?story_id=${story.id}`;
  return html`${react}${reply}<p class="story-more"><a href="${about}">${icon("flag")}${t("stories.report")}</a></p>`;
}

export type Viewers = { story: Story; viewers: readonly StoryViewer[]; pager: Pager; listed: boolean };

export function storyViewersView(ctx: ViewContext, { story, viewers, pager, listed }: Viewers): Html {
  const { t } = ctx;
  const cards = viewers.map(({ account, emoji }) =>
    accountCard(account, undefined, ctx, emoji === "" ? {} : { actions: html`<span class="story-given">${emoji}</span>` }),
  );
  const title = t("stories.seen_by");
  const head = pageHead(title, {
    lead: t(listed ? "stories.viewers_hint" : "stories.viewers_off"),
    back: { href: routes.story(story.id), label: t("stories.yours") },
  });
  const list = cards.length === 0 ? emptyView(t("stories.viewers_none"), t("stories.viewers_none_lesson")) : cardList(cards);
  return layout(ctx, { title, main: html`${head}${list}${pagerView(pager, ctx)}`, narrow: true, place: "home" });
}

export function pastStoriesView(ctx: ViewContext, { stories, pager }: { stories: readonly ShownStory[]; pager: Pager }): Html {
  const { t } = ctx;
  const items = stories.map(({ story, media }) => {
    const inner =
      media === undefined || media.kind !== "image"
        ? html`<span class="story-text ground-${story.background || "night"}"><span dir="auto">${story.text || icon("image")}</span></span>`
        : html`<img src="${ctx.mediaUrls(media).preview_url || ctx.mediaUrls(media).url}" alt="${media.description}" loading="lazy">`;
    return html`<li><a href="${routes.story(story.id)}">${inner}<span class="hint">${timeView(story.created_at, ctx)}</span></a></li>`;
  });
  const none = emptyView(t("stories.archive_none"), t("stories.archive_none_lesson"));
  const list = items.length === 0 ? none : html`<ul class="past-stories">${items}</ul>`;
  const title = t("stories.archive");
  const head = pageHead(title, { lead: t("stories.archive_lead"), back: { href: routes.home, label: t("common.home") } });
  return layout(ctx, {
    title,
    main: html`${head}${list}${pagerView(pager, ctx)}${choicesView(ctx)}`,
    narrow: true,
    place: "home",
  });
}

/** Posts `views` and `keep`. */
function choicesView(ctx: ViewContext): Html {
  const { t } = ctx;
  const { story_views = true, keep_stories = false } = ctx.viewer?.settings ?? {};
  const views = check("views", { label: t("stories.choice_views"), hint: t("stories.choice_views_hint"), checked: story_views });
  const keep = check("keep", { label: t("stories.choice_keep"), hint: t("stories.choice_keep_hint"), checked: keep_stories });
  const body = html`${views}${keep}<p>${submit(t("common.save"))}</p>`;
  return html`<section class="after"><h2>${t("stories.choices")}</h2>${form(ctx, routes.storyChoices, body, { className: "stack" })}</section>`;
}
