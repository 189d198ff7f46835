/** What is not published yet: drafts, and what waits for its time. */
import type { Media } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Draft } from "../../src/statuses/draft.ts";
import type { Pager, Problems, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead, tabs } from "../frame/layout.ts";
import { timeField } from "../parts/compose-choices.ts";
import { form, problemSummary } from "../parts/form.ts";
import { objectionTo, objectionView, type Objections } from "../parts/objection.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { audienceOf, shortened } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

/** `at`: ms, when a draft was last changed, or when the other is to be published. */
export type Unpublished = { id: number; draft: Draft; at: number; media: readonly Media[] };

type Place = "drafts" | "scheduled" | "recurring" | "calendar";

/** The pages of what is not published yet. */
export const unpublishedTabs = ({ t }: ViewContext, current: Place): Html =>
  tabs(t("compose.unpublished"), [
    { href: routes.drafts, label: t("compose.drafts"), current: current === "drafts" },
    { href: routes.scheduled, label: t("compose.scheduled"), current: current === "scheduled" },
    { href: routes.recurring, label: t("planning.recurring"), current: current === "recurring" },
    { href: routes.calendar(), label: t("compose.calendar"), current: current === "calendar" },
  ]);

/** What stands on these pages begins where one writes. */
export const writeWay = ({ t, viewer }: ViewContext): Html =>
  viewer?.mayOpen(routes.compose()) === false
    ? raw("")
    : html`<a class="button" href="${routes.compose()}">${icon("write")}${t("common.write")}</a>`;

/** `refused`: why what was scheduled is a draft again, in the reader's language. */
export type KeptDraft = Unpublished & { refused: string };

export function draftsView(
  ctx: ViewContext,
  { items, pager, objections }: { items: readonly KeptDraft[]; pager: Pager; objections: Objections },
): Html {
  const { t } = ctx;
  const list =
    items.length === 0
      ? emptyView(t("compose.drafts_none"), t("compose.drafts_lesson"))
      : html`<ul class="kept-list">${items.map((item) => draftItem(item, objections, ctx))}</ul>`;
  const main = html`${pageHead(t("compose.drafts"), { actions: writeWay(ctx) })}${unpublishedTabs(ctx, "drafts")}${list}${pagerView(pager, ctx)}`;
  return layout(ctx, { title: t("compose.drafts"), main });
}

function draftItem(item: KeptDraft, objections: Objections, ctx: ViewContext): Html {
  const { t, locale } = ctx;
  const buttons = html`<a class="button" href="${routes.composeFrom("draft", item.id)}">${t("common.edit")}</a> <button class="button">${t("compose.post_now")}</button> <button class="button" formaction="${routes.actOnDraft(item.id, "delete")}">${t("common.delete")}</button>`;
  const when = t("compose.changed_at", { when: locale.times.ago(item.at, ctx.now) });
  const barred = objectionView(objectionTo(item.draft, objections), routes.composeAlone("draft", item.id), ctx);
  return html`<li id="draft-${item.id}">${contentsView(item, ctx)}<p class="hint">${when}</p>${refusedBefore(item.refused, ctx)}${barred}${form(ctx, routes.actOnDraft(item.id, "publish"), buttons, { className: "buttons" })}</li>`;
}

/** @param reason in the reader's language; "" where nothing was refused */
export const refusedBefore = (reason: string, { t }: ViewContext): Html =>
  reason === ""
    ? raw("")
    : html`<p class="flash problem">${icon("warn")}<span>${t("compose.was_refused", { reason })}</span></p>`;

/** `items`: the first first; `problem`: a time that could not be. */
export function scheduledView(
  ctx: ViewContext,
  list: {
    items: readonly Unpublished[];
    objections: Objections;
    problem?: { id: number; typed: string; problems: Problems } | undefined;
  },
): Html {
  const { items, objections, problem } = list;
  const { t } = ctx;
  const body =
    items.length === 0
      ? emptyView(t("compose.scheduled_none"), t("compose.scheduled_lesson"))
      : html`<ul class="kept-list">${items.map((item) => scheduledItem(item, { objections, problem: problem?.id === item.id ? problem : undefined }, ctx))}</ul>`;
  const main = html`${pageHead(t("compose.scheduled"), { actions: writeWay(ctx) })}${unpublishedTabs(ctx, "scheduled")}${problemSummary(ctx, problem?.problems, false)}${body}`;
  return layout(ctx, { title: t("compose.scheduled"), main });
}

function scheduledItem(
  item: Unpublished,
  { problem, objections }: { problem: { typed: string; problems: Problems } | undefined; objections: Objections },
  ctx: ViewContext,
): Html {
  const { t, locale } = ctx;
  const { times } = locale;
  const iso = new Date(item.at).toISOString();
  const barred = objectionView(objectionTo(item.draft, objections), routes.composeAlone("scheduled", item.id), ctx);
  const when = html`<p><strong><time datetime="${iso}">${times.whole(item.at)}</time></strong></p>`;
  const buttons = html`<a class="button" href="${routes.composeFrom("scheduled", item.id)}">${t("common.edit")}</a> <button class="button">${t("compose.post_now")}</button> <button class="button" formaction="${routes.actOnScheduled(item.id, "delete")}">${t("common.delete")}</button>`;
  const field = timeField(
    "scheduled_at",
    {
      id: `time-${item.id}`,
      label: t("compose.time_new"),
      value: problem?.typed ?? times.isoMinute(item.at),
      problem: problem === undefined ? undefined : Object.values(problem.problems)[0],
    },
    ctx,
  );
  const move = html`<details class="part"${raw(problem === undefined ? "" : " open")}><summary>${icon("calendar")}${t("compose.move")}</summary>${form(ctx, routes.actOnScheduled(item.id, "move"), html`${field}<p><button class="button">${t("compose.move")}</button></p>`, { className: "stack" })}</details>`;
  return html`<li id="scheduled-${item.id}">${when}${contentsView(item, ctx)}${barred}${form(ctx, routes.actOnScheduled(item.id, "publish"), buttons, { className: "buttons" })}${move}</li>`;
}

/** Its title and the beginning of its words, and what comes with them. */
export function contentsView({ draft, media }: Unpublished, ctx: ViewContext): Html {
  const { t } = ctx;
  const words = shortened(draft.text.trim(), 280);
  const lang = draft.language === "" ? raw("") : html` lang="${draft.language}"`;
  const { title = "" } = draft;
  const heading = title === "" ? "" : html`<p dir="auto"${lang}><strong>${title}</strong></p>`;
  const none = title === "" ? html`<p class="hint">${t("compose.no_words")}</p>` : "";
  const text = words === "" ? none : html`<p class="draft-words" dir="auto"${lang}>${words}</p>`;
  const warning = draft.spoiler_text === "" ? "" : html`<p class="warned" dir="auto">${draft.spoiler_text}</p>`;
  return html`${heading}${warning}${text}${picturesView(media, ctx)}<p class="hint">${factsOf(draft, ctx).join(" · ")}</p>`;
}

function factsOf(draft: Draft, ctx: ViewContext): string[] {
  const { t } = ctx;
  return [
    draft.visibility === "limited" ? t("friends.circle") : audienceOf(ctx, draft.visibility).name,
    ...(draft.local_only === true ? [t("compose.local_only")] : []),
    ...(draft.in_reply_to_id === undefined ? [] : [t("compose.is_reply")]),
    ...(draft.quoted_id === undefined ? [] : [t("compose.is_quote")]),
    ...(draft.poll === undefined ? [] : [t("compose.has_poll")]),
    ...(draft.media_ids.length === 0 ? [] : [t("compose.has_media", { count: draft.media_ids.length })]),
  ];
}

function picturesView(media: readonly Media[], ctx: ViewContext): Html {
  const shown = media.flatMap((item) => {
    const { url, preview_url } = ctx.mediaUrls(item);
    const address = preview_url === "" && item.kind === "image" ? url : preview_url;
    return address === "" ? [] : [html`<img src="${address}" alt="${item.description}" width="64" height="64" loading="lazy">`];
  });
  return shown.length === 0 ? raw("") : html`<p class="draft-pictures">${shown}</p>`;
}

/** What an item begins with, in a line. */
export const lineOf = ({ draft }: Unpublished, { t }: ViewContext, length: number): string =>
  shortened((draft.title || draft.spoiler_text || draft.text).replace(/\s+/g, " ").trim(), length) || t("compose.no_words");
