/** Writing: a new post, a reply, or an edit. Works as a plain form; `compose.js` counts, keeps drafts and asks for descriptions. */
import type { Media, Status } from "../src/db/schema.ts";
import type { Visibility } from "../src/db/values.ts";
import { html, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { StatusPage } from "../src/statuses/page.ts";
import type { Problems, ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { attachedView, audienceView, picturesView, warningView } from "./parts/compose-parts.ts";
import { form, problemSummary, select } from "./parts/form.ts";
import { languageChoices } from "./parts/languages.ts";
import { handleOf, nameLink } from "./parts/names.ts";
import { authorOf } from "./parts/page.ts";
import { compactView } from "./parts/quote.ts";
import { hidden, number } from "./parts/words.ts";
import { routes } from "./routes.ts";

export type Compose = {
  /** What is typed so far. */
  text: string;
  spoiler_text: string;
  sensitive: boolean;
  visibility: Visibility;
  language: string;
  /** Pictures that the server already has, with their descriptions. */
  media: readonly Media[];
  /** The status that is edited: then nobody can change for whom it is. */
  edited?: Status | undefined;
  /** The status that is answered, and a page that holds it and its author. */
  answered?: { status: Status; page: StatusPage } | undefined;
  /** Handles of those whom a message would reach, such as `@mia`. */
  mentioned: readonly string[];
  /** Sanitised markup of the text, after "Preview". */
  preview?: string | undefined;
  problems?: Problems | undefined;
  /** Goes with the form as `key`, so that what is sent twice is published once. */
  key?: string | undefined;
};

/**
 * Posts (multipart): `text`, `spoiler_text`, `sensitive` ("1"), `visibility`, `language`, `in_reply_to_id`; for pictures that are already
 * here `media_ids` (repeated), `description_ID` and `remove_ID` ("1"); for new ones `file_1` … `file_N` with `description_1` … (N = media_per_status
 * less those that are here); and `do`, which is `publish` or `preview`.
 */
export function composeView(ctx: ViewContext, compose: Compose): Html {
  const { answered, edited } = compose;
  const title = edited !== undefined ? "Edit your post" : answered !== undefined ? "Write a reply" : "Write a post";
  const action = edited === undefined ? routes.compose() : routes.editStatus(edited.id);
  const above =
    answered === undefined
      ? ""
      : html`<section class="ancestors" aria-label="What you answer">${compactView(answered.status, answered.page, ctx, "answered")}</section>`;
  const back = edited !== undefined && ctx.viewer !== undefined ? routes.status(edited.id, ctx.viewer.account) : routes.home;
  const main = html`${pageHead(title)}${problemSummary(ctx, compose.problems)}${above}${previewView(compose)}${form(ctx, action, fieldsView(compose, ctx), { className: "compose stack", files: true, return_to: back })}`;
  return layout(ctx, { title, main, place: "write", scripts: ["compose.js"], aside: helpView(ctx) });
}

function fieldsView(compose: Compose, ctx: ViewContext): Html {
  const { answered, edited } = compose;
  const to =
    answered === undefined
      ? ""
      : html`<input type="hidden" name="in_reply_to_id" value="${answered.status.id}"><p class="hint">In reply to ${nameLink(authorOf(answered.status, answered.page), ctx)} ${handleOf(authorOf(answered.status, answered.page))}</p>`;
  const language = select("language", {
    label: "Language",
    choices: languageChoices(ctx, compose.language),
    value: compose.language,
  });
  return html`<input type="hidden" name="key" value="${compose.key ?? ""}">${to}${textView(compose, ctx)}${warningView(compose)}${attachedView(compose, ctx)}${picturesView(compose, ctx)}
${audienceView(compose, ctx)}${language}
<p class="buttons"><button class="button primary" name="do" value="publish">${edited === undefined ? "Post" : "Save"}</button> <button class="button" name="do" value="preview">Preview</button></p>`;
}

function textView({ text, problems, answered, edited }: Compose, ctx: ViewContext): Html {
  const max = ctx.instance.limits.status_characters;
  const problem = problems?.["text"];
  const about = problem === undefined ? "text-hint" : "text-hint text-problem";
  // Drafts belong to one person and one page: somebody else on this machine must not find them.
  const draft =
    edited === undefined && text === "" ? html` data-draft="${ctx.viewer?.account.id ?? 0}-${answered?.status.id ?? "new"}"` : "";
  return html`<div class="field"><label for="text">Your post</label>
<textarea id="text" name="text" rows="6" dir="auto" data-max="${max}"${draft} aria-describedby="${about}"${problem === undefined ? "" : raw(' aria-invalid="true"')}>${raw("\n")}${text}</textarea>
<p class="hint count" id="text-hint"><span data-count>Up to ${number(max)} characters</span>${hidden(". Mention people by @name, and use #tags.")}</p>${problem === undefined ? "" : html`<p class="problem" id="text-problem">${problem}</p>`}</div>`;
}

function previewView({ preview, spoiler_text }: Compose): Html {
  if (preview === undefined) return raw("");
  const warning = spoiler_text === "" ? "" : html`<p class="warned" dir="auto">${spoiler_text}</p>`;
  return html`<section class="preview" aria-labelledby="preview"><h2 id="preview">Preview</h2>${warning}<div class="content" dir="auto">${raw(preview)}</div></section>`;
}

const helpView = (ctx: ViewContext): Html => html`<h2>While you write</h2>
<dl class="facts-list"><div><dt>@name@server</dt><dd>mentions somebody; they are told.</dd></div>
<div><dt>#tag</dt><dd>lets people find a post by its subject.</dd></div>
<div><dt>Descriptions</dt><dd>let people enjoy pictures that they cannot see.</dd></div>
<div><dt>Message</dt><dd>goes to the people you mention. The people who run the servers involved could read it.</dd></div>
<div><dt>Length</dt><dd>${number(ctx.instance.limits.status_characters)} characters at most.</dd></div></dl>`;
