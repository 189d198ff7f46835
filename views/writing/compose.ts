/** Writing: a new post, a reply, a quote, or an edit. Works as a plain form; its scripts count, complete, upload and keep what is typed. */
import type { Circle } from "../../src/circles/circles.ts";
import type { Reach } from "../../src/circles/reach.ts";
import type { Account, Media, Row, Status } from "../../src/db/schema.ts";
import type { QuotePolicy, Visibility } from "../../src/db/values.ts";
import type { Hint } from "../../src/insights/hints.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Approval } from "../../src/quotes/policy.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Problems, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { audienceView, goesTo } from "../parts/compose-audience.ts";
import { attachedView, picturesView } from "../parts/compose-media.ts";
import { languageView, moreView, pollPart, warningView } from "../parts/compose-choices.ts";
import { field, form, problemSummary } from "../parts/form.ts";
import { aloneOf, objectionView, type Objection } from "../parts/objection.ts";
import { handleOf, nameLink } from "../parts/names.ts";
import { authorOf } from "../parts/page.ts";
import { compactView } from "../parts/quote.ts";
import type { Chosen } from "../parts/repeat.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

/** `expires_in`: seconds; 0 in an edit: it ends when it would have. */
export type ComposePoll = { options: readonly string[]; multiple: boolean; hide_totals: boolean; expires_in: number };

export type Compose = {
  /** What is typed so far. */
  text: string;
  /** Of what begins a thread in a group. */
  title?: string | undefined;
  spoiler_text: string;
  sensitive: boolean;
  visibility: Visibility;
  /** For which of the author's circles it is, when it is for one, or was. */
  circle_id?: number | undefined;
  /** Those that there are to choose from. */
  circles?: readonly { circle: Circle; reach: Reach }[] | undefined;
  /** Of a post that is edited: for whom it was. */
  was_for?: Row<"status_circles"> | undefined;
  /** It never leaves this server. */
  local_only: boolean;
  /** BCP 47; "" = to be found out. */
  language: string;
  markdown: boolean;
  quote_policy: QuotePolicy;
  /** Seconds; 0 = never. */
  expires_in: number;
  /** As typed, "2026-03-03T14:05" on the reader's clocks, or on those of `time_zone`; "" = at once. */
  scheduled_at: string;
  time_zone?: string | undefined;
  /** Good ones, to be offered. */
  times?: readonly Hint[] | undefined;
  poll: ComposePoll | undefined;
  /** What the server already has, with descriptions. */
  media: readonly Media[];
  /** What is said already of the files that are still to be chosen. */
  left?: readonly string[] | undefined;
  /** The status that is edited: then nobody can change for whom it is. */
  edited?: Status | undefined;
  /** The status that is answered, and a page that holds it and its author. */
  answered?: { status: Status; page: StatusPage } | undefined;
  quoted?: { status: Status; page: StatusPage; approval: Approval } | undefined;
  /** The group in which it is to be, and whether it begins a thread there; `closed`: only for its members. */
  group?: { account: Account; title: string; closed: boolean; begins: boolean } | undefined;
  /** Why that group will refuse it. */
  objection?: Objection | undefined;
  /** Handles of those whom the text names, such as `@mia`, and of those whom nobody here knows. */
  mentioned?: readonly string[] | undefined;
  unknown?: readonly string[] | undefined;
  /** The draft or the scheduled status that this goes on with. */
  draft_id?: number | undefined;
  scheduled_id?: number | undefined;
  /** What comes again and again, when this is that; and how often it is to. */
  recurring_id?: number | undefined;
  /** What has been handed in. */
  submission_id?: number | undefined;
  /** In whose names one may write, besides the one in which one writes. */
  others?: readonly Account[] | undefined;
  repeat?: Chosen | undefined;
  /** So many media have no description, and it is asked once whether that is meant. */
  asks?: number | undefined;
  /** Files have just been added. */
  attaching?: boolean | undefined;
  /** Sanitised markup of the text, after "Preview". */
  preview?: string | undefined;
  problems?: Problems | undefined;
  /** Goes with the form as `key`, so that what is sent twice is published once. */
  key?: string | undefined;
  poll_limits: { options: number; option_characters: number };
};

const SCRIPTS = ["compose.js", "complete.js", "upload.js", "unsent.js"] as const;

/**
 * Posts (multipart): `text`, `spoiler_text`, `sensitive` ("1"), `visibility` (`limited` with `circle_id`), `local_only` ("1"), `language`, `markdown` ("1"), `quote_policy`,
 * `expires_in`, `scheduled_at`, `poll_option_1` … with `poll_multiple`, `poll_hide_totals` and `poll_expires_in`, `in_reply_to_id`, `quoted_id`,
 * `draft_id`, `scheduled_id`, `recurring_id` and the fields of `src/recurrence/form.ts`; for files that are already here `media_ids` (repeated), `description_ID`, `focus_ID` and `remove_ID` ("1"); for new ones
 * `file_1` … `file_N` with `description_1` … (N = media_per_status less those that are here); `asked` when descriptions have been asked for; and `do`:
 * `publish`, `preview`, `attach` or `draft`.
 */
export function composeView(ctx: ViewContext, compose: Compose): Html {
  const { answered, edited, quoted } = compose;
  const title = ctx.t(
    edited !== undefined
      ? "compose.title_edit"
      : answered !== undefined
        ? "compose.title_reply"
        : quoted !== undefined
          ? "compose.title_quote"
          : "compose.title",
  );
  const action = edited === undefined ? routes.compose() : routes.editStatus(edited.id);
  const above =
    answered === undefined
      ? ""
      : html`<section class="ancestors" aria-label="${ctx.t("compose.answered")}">${compactView(answered.status, answered.page, ctx, "answered")}</section>`;
  const back = edited !== undefined && ctx.viewer !== undefined ? routes.status(edited.id, ctx.viewer.account) : routes.home;
  const body = form(ctx, action, fieldsView(compose, ctx), { className: "compose stack", files: true, return_to: back });
  const main = html`${pageHead(title)}${problemSummary(ctx, compose.problems, { text: "text", media: "media-problem" })}${askView(compose, ctx)}${writeAsView(compose, ctx)}${above}${previewView(compose, ctx)}${body}`;
  return layout(ctx, { title, main, place: "write", scripts: SCRIPTS, aside: helpView(ctx) });
}

/** In another name: the form begins anew there. */
function writeAsView({ others = [], edited }: Compose, ctx: ViewContext): Html {
  if (others.length === 0 || edited !== undefined) return raw("");
  const self = ctx.viewer?.acting?.account.id;
  const forms = others.map((account) =>
    form(
      ctx,
      account.id === self ? routes.stopActing : routes.actOnTeam(account.id, "act"),
      html`<button class="button" dir="auto">@${account.username}</button>`,
      { return_to: routes.compose() },
    ),
  );
  return html`<details class="part write-as"><summary>${icon("people")}${ctx.t("teams.write_as")}</summary><div class="buttons">${forms}</div></details>`;
}

function fieldsView(compose: Compose, ctx: ViewContext): Html {
  return html`${hiddenView(compose)}${toView(compose, ctx)}${textView(compose, ctx)}${attachedView(compose, ctx)}${quotedView(compose, ctx)}
<div class="parts">${picturesView(compose, ctx)}${warningView(compose, ctx)}${pollPart(compose, ctx)}${moreView(compose, ctx)}</div>
${audienceView(compose, ctx)}${languageView(compose, ctx)}${compose.edited === undefined ? "" : editView(ctx)}${buttonsView(compose, ctx)}`;
}

function hiddenView(compose: Compose): Html {
  const { answered, group, edited } = compose;
  const kept: [string, string | number | undefined][] = [
    ["key", compose.key ?? ""],
    ["in_reply_to_id", answered?.status.id],
    ["quoted_id", compose.quoted?.status.id],
    ["group_id", group?.begins === true ? group.account.id : undefined],
    // The scripts put the number of the draft here that they keep.
    ["draft_id", edited === undefined ? (compose.draft_id ?? "") : undefined],
    ["scheduled_id", compose.scheduled_id],
    ["recurring_id", compose.recurring_id],
    ["submission_id", compose.submission_id],
    ["asked", compose.asks === undefined ? undefined : 1],
  ];
  return join(
    kept.flatMap(([name, value]) => (value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}">\n`])),
  );
}

function toView(compose: Compose, ctx: ViewContext): Html {
  const { answered, group, title: typed = "", edited, problems } = compose;
  const title = () => field("title", { label: ctx.t("groups.post_title"), value: typed, maxlength: 200, problems });
  if (edited !== undefined && typed !== "") return title();
  if (group?.begins === true && edited === undefined) {
    return html`<p class="hint">${icon("people")} ${ctx.rich("groups.in", { group: nameLink(group.account, ctx) })}</p>${objectionView(compose.objection, aloneOf(compose), ctx)}${title()}`;
  }
  if (answered === undefined) return raw("");
  const author = authorOf(answered.status, answered.page);
  return html`<p class="hint">${ctx.rich("compose.in_reply_to", { name: nameLink(author, ctx), handle: handleOf(author) })}</p>`;
}

/** What a post has beside its buttons: whether it is posted now or later. */
function buttonsView({ edited, asks, scheduled_at, scheduled_id, recurring_id }: Compose, { t, viewer }: ViewContext): Html {
  const handsIn = viewer?.acting?.role === "writer";
  const label =
    edited !== undefined
      ? t("common.save")
      : asks !== undefined
        ? t("compose.post_anyway")
        : t(handsIn ? "teams.hand_in" : scheduled_at === "" ? "compose.post" : "compose.schedule");
  const draft =
    edited === undefined && scheduled_id === undefined && recurring_id === undefined && !handsIn
      ? html` <button class="button" name="do" value="draft">${t("compose.keep")}</button>`
      : "";
  return html`<p class="buttons"><button class="button primary" name="do" value="publish" data-now="${t(handsIn ? "teams.hand_in" : "compose.post")}" data-later="${t(handsIn ? "teams.hand_in" : "compose.schedule")}">${label}</button> <button class="button" name="do" value="preview">${t("compose.preview")}</button>${draft}</p><p class="hint kept" data-kept="${t("compose.kept_by_itself")}" data-lost="${t("compose.not_kept")}" data-restored="${t("compose.restored")}" role="status"></p>`;
}

function textView(compose: Compose, ctx: ViewContext): Html {
  const { text, problems, answered, edited, quoted, draft_id, scheduled_id, recurring_id } = compose;
  const max = ctx.instance.limits.status_characters;
  const problem = problems?.["text"];
  const about = problem === undefined ? "text-hint" : "text-hint text-problem";
  // What is kept in the browser belongs to one person and one page: somebody else on this machine must not find it.
  const place = answered?.status.id ?? (quoted === undefined ? "new" : `quote-${quoted.status.id}`);
  const fresh = edited === undefined && draft_id === undefined && scheduled_id === undefined && recurring_id === undefined;
  const unsent = fresh ? html` data-unsent="${ctx.viewer?.account.id ?? 0}-${place}"` : "";
  const words = html` data-left="${ctx.t("compose.characters_left")}" data-over="${ctx.t("compose.characters_over")}" data-suggestions="${ctx.t("compose.suggestions")}"`;
  return html`<div class="field writing"><label for="text">${ctx.t("compose.text")}</label>
<textarea id="text" name="text" rows="6" dir="auto" data-max="${max}" data-complete="${routes.composeComplete}" data-whom="${routes.composeWhom}" data-keep="${routes.composeKeep}"${unsent}${words} aria-describedby="${about}"${problem === undefined ? "" : raw(' aria-invalid="true"')}>${raw("\n")}${text}</textarea>
<p class="hint count" id="text-hint"><span data-count>${ctx.t("compose.characters", { max })}</span>${hidden(` ${ctx.t("compose.signs")}`)}</p>${problem === undefined ? "" : html`<p class="problem" id="text-problem">${problem}</p>`}</div>`;
}

/** What is quoted, and what its author has to say about that. */
function quotedView({ quoted, edited }: Compose, ctx: ViewContext): Html {
  if (quoted === undefined || edited !== undefined) return raw("");
  const name = nameLink(authorOf(quoted.status, quoted.page), ctx);
  const words = {
    automatic: raw(""),
    manual: html`<p class="hint">${ctx.rich("compose.quote_waits", { name })}</p>`,
    unknown: html`<p class="hint">${ctx.rich("compose.quote_waits", { name })}</p>`,
    denied: html`<p class="problem">${ctx.rich("compose.quote_denied", { name })}</p>`,
  }[quoted.approval];
  return html`<section class="quoting" aria-label="${ctx.t("compose.quoted")}">${compactView(quoted.status, quoted.page, ctx, "quoted")}${words}</section>`;
}

function askView({ asks }: Compose, ctx: ViewContext): Html {
  if (asks === undefined) return raw("");
  return html`<p class="flash" role="alert">${icon("image")}<span>${ctx.t("compose.ask_descriptions", { count: asks })}</span></p>`;
}

function previewView(compose: Compose, ctx: ViewContext): Html {
  const { preview, spoiler_text } = compose;
  if (preview === undefined) return raw("");
  const warning = spoiler_text === "" ? "" : html`<p class="warned" dir="auto">${spoiler_text}</p>`;
  return html`<section class="preview" aria-labelledby="preview"><h2 id="preview">${ctx.t("compose.preview")}</h2>${warning}<div class="content" dir="auto">${raw(preview)}</div>${goesTo(compose, ctx)}</section>`;
}

/** What an edit means for others. */
const editView = ({ t }: ViewContext): Html => html`<p class="hint">${t("compose.edit_means")}</p>`;

function helpView({ t, instance }: ViewContext): Html {
  const fact = (term: Html | string, words: string) => html`<div><dt>${term}</dt><dd>${words}</dd></div>`;
  return html`<h2>${t("compose.help")}</h2>
<dl class="facts-list">${fact("@name@server", t("compose.help_mention"))}
${fact(html`#${t("compose.help_tag_name")}`, t("compose.help_tag"))}
${fact(t("compose.help_descriptions_name"), t("compose.help_descriptions"))}
${fact(t("post.audience_direct"), t("compose.help_message"))}
${fact(t("compose.help_length_name"), t("compose.characters", { max: instance.limits.status_characters }))}</dl>`;
}
