/** A list of statuses with its end, and the line between what is new and what was seen. */
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { statusView } from "../reading/status.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { shownOf } from "./page.ts";
import { hasPictures, scriptView, viewerView } from "./viewer.ts";

export type TimelineOptions = {
  pager: Pager;
  /** Shown when there is nothing at all. */
  empty: Html;
  /** Newest status seen before: above it stands what is new. */
  last_read_id?: number | undefined;
  /** Said below the last status when nothing older follows. */
  end?: string;
  /** What its first page hears of as it happens. */
  stream?: string | undefined;
  /** What is pinned above it, and does not come again below. */
  pinned?: StatusPage | undefined;
};

export function timelineView(page: StatusPage, ctx: ViewContext, options: TimelineOptions): Html {
  const above = new Set(options.pinned?.ids.map((id) => shownId(id, options.pinned ?? page)));
  const statuses = shownOf(page).filter(({ id }) => !above.has(shownId(id, page)));
  const news = newsView(ctx, options.pager.newer === undefined ? options.stream : undefined, page.ids[0]);
  if (statuses.length === 0) return html`${news}${options.empty}${pagerView(options.pager, ctx)}${scriptView("reading.js", ctx)}`;
  const parts: Html[] = [];
  const read = options.last_read_id ?? 0;
  // On a first page nothing new is nothing to draw a line under; a later one may begin where the line is.
  let crossed = read === 0 || (options.pager.newer === undefined && (statuses[0]?.id ?? 0) <= read);
  for (const status of statuses) {
    if (!crossed && status.id <= read) {
      crossed = true;
      parts.push(seenLine(ctx.t("post.up_to_date")));
    }
    parts.push(statusView(status, page, ctx));
  }
  const end = options.pager.older === undefined && options.end !== undefined ? html`<p class="end">${options.end}</p>` : "";
  const pictures = hasPictures(page) ? viewerView(ctx) : "";
  return html`${news}<div class="feed h-feed" data-feed data-loading="${ctx.t("post.loading")}">${join(parts, raw("\n"))}</div>${end}${pagerView(options.pager, ctx)}${pictures}${scriptView("reading.js", ctx)}`;
}

/** What is seen of it: of a reblog the reblogged. */
const shownId = (id: number, { statuses }: StatusPage): number => statuses.get(id)?.reblog_of_id ?? id;

/** Where a script says what has come since; it leads to the page anew. */
export function newsView(ctx: ViewContext, stream: string | undefined, since = 0): Html {
  if (stream === undefined || ctx.viewer === undefined) return raw("");
  const here = ctx.path.split("?")[0] ?? "";
  return html`<p class="news-bar" role="status" data-live="${routes.live(stream, since)}"><a class="button" href="${here}" hidden></a></p>`;
}

/** The line at which the last visit ended. */
export const seenLine = (words: string): Html => html`<p class="seen">${icon("check")}<span>${words}</span></p>`;

/** Ways to the neighbouring pages of a list. */
export function pagerView({ older, newer }: Pager, { t }: Pick<ViewContext, "t">): Html {
  if (older === undefined && newer === undefined) return raw("");
  const link = (href: string | undefined, label: string, rel: string) =>
    href === undefined ? "" : html`<a class="button" href="${href}" rel="${rel}">${label}</a>`;
  return html`<nav class="pager" aria-label="${t("post.pages")}">${link(newer, t("common.newer"), "prev")}${link(older, t("common.older"), "next")}</nav>`;
}

/** What an empty page says: what belongs here, and how it gets here. */
export function emptyView(title: string, lesson: Html | string, action?: Html): Html {
  return html`<div class="empty"><h2>${title}</h2><p>${lesson}</p>${action ?? ""}</div>`;
}
