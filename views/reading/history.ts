/** The versions of a status, the newest first, each with what had changed. */
import type { Status } from "../../src/db/schema.ts";
import { html, join } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Change, Piece, Version } from "../../src/statuses/diff.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { languageOf } from "../parts/content.ts";
import { bylineView } from "../parts/names.ts";
import { authorOf } from "../parts/page.ts";
import { wholeTimeView } from "../parts/time.ts";
import { emptyView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

/** `versions`: the first one first; none of a status that was never edited. */
export type History = { status: Status; page: StatusPage; versions: readonly Version[] };

export function historyView(ctx: ViewContext, { status, page, versions }: History): Html {
  const author = authorOf(status, page);
  const title = ctx.t("post.history_title");
  const back = { href: routes.status(status.id, author), label: ctx.t("post.history_back") };
  const list = versions.map((version, at) => versionView(version, { at, last: at === versions.length - 1, status, ctx }));
  const body =
    versions.length === 0
      ? emptyView(title, ctx.t("post.history_none"))
      : html`<ol class="versions" reversed>${join(list.toReversed(), "\n")}</ol>`;
  const main = html`${pageHead(title, { lead: ctx.t("post.history_lead"), back })}${bylineView(author, ctx)}${body}`;
  return layout(ctx, { title, main, meta: undefined });
}

type Place = { at: number; last: boolean; status: Status; ctx: ViewContext };

function versionView({ edit, words, changes }: Version, { at, last, status, ctx }: Place): Html {
  const name = last ? ctx.t("post.version_present") : at === 0 ? ctx.t("post.version_first") : "";
  const when = wholeTimeView(edit.created_at, ctx, "");
  const head = name === "" ? ctx.rich("post.version_of", { when }) : html`${name} <span class="hint">${when}</span>`;
  const facts = changes.flatMap((change) => changeWords(change, ctx));
  const list = facts.length === 0 ? "" : html`<ul class="changes">${facts.map((fact) => html`<li dir="auto">${fact}</li>`)}</ul>`;
  return html`<li class="version"><h2>${head}</h2>${list}${wordsView(words, { at, last, status, ctx })}</li>`;
}

function wordsView(words: readonly Piece[], { at, status, ctx }: Place): Html {
  if (words.length === 0) return html`<p class="hint">${ctx.t("post.no_words")}</p>`;
  const same = at > 0 && words.every(({ kind }) => kind === "same");
  const note = same ? html`<p class="hint">${ctx.t("post.words_same")}</p>` : "";
  return html`${note}<div class="diff" dir="auto"${languageOf(status)}>${words.map((piece) => pieceView(piece, ctx))}</div>`;
}

/** Said as well as drawn. */
function pieceView({ kind, text }: Piece, { t }: ViewContext): Html {
  if (kind === "added") return html`<ins>${hidden(` ${t("post.added")} `)}${text}</ins>`;
  if (kind === "removed") return html`<del>${hidden(` ${t("post.removed")} `)}${text}</del>`;
  return html`${text}`;
}

function changeWords(change: Change, { t, locale }: ViewContext): string[] {
  switch (change.what) {
    case "warning": {
      const { before, after } = change;
      if (before === "") return [t("post.warning_added", { after })];
      return [after === "" ? t("post.warning_removed", { before }) : t("post.warning_changed", { before, after })];
    }
    case "media":
      return [
        ...(change.added > 0 ? [t("post.media_added", { count: change.added })] : []),
        ...(change.removed > 0 ? [t("post.media_removed", { count: change.removed })] : []),
      ];
    case "described":
      return [t("post.media_described")];
    case "sensitive":
      return [t(change.on ? "post.sensitive_on" : "post.sensitive_off")];
    case "poll": {
      if (change.after === undefined) return [t("post.poll_removed")];
      const options = locale.list(change.after);
      return [t(change.before === undefined ? "post.poll_added" : "post.poll_changed", { options })];
    }
  }
}
