/** A list of statuses with its end, and the line between what is new and what was seen. */
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../context.ts";
import { statusView } from "../status.ts";
import { icon } from "../icons.ts";
import { shownOf } from "./page.ts";

export type TimelineOptions = {
  pager: Pager;
  /** Shown when there is nothing at all. */
  empty: Html;
  /** Newest status seen before: above it stands what is new. */
  last_read_id?: number | undefined;
  /** Said below the last status when nothing older follows. */
  end?: string;
};

export function timelineView(page: StatusPage, ctx: ViewContext, options: TimelineOptions): Html {
  const statuses = shownOf(page);
  if (statuses.length === 0) return html`${options.empty}${pagerView(options.pager)}`;
  const parts: Html[] = [];
  const read = options.last_read_id ?? 0;
  let crossed = read === 0 || (statuses[0]?.id ?? 0) <= read;
  for (const status of statuses) {
    if (!crossed && status.id <= read) {
      crossed = true;
      parts.push(seenLine("You are up to date. Older posts follow."));
    }
    parts.push(statusView(status, page, ctx));
  }
  const end = options.pager.older === undefined && options.end !== undefined ? html`<p class="end">${options.end}</p>` : "";
  return html`<div class="feed h-feed">${join(parts, raw("\n"))}</div>${end}${pagerView(options.pager)}`;
}

/** The line at which the last visit ended. */
export const seenLine = (words: string): Html => html`<p class="seen">${icon("check")}<span>${words}</span></p>`;

/** Ways to the neighbouring pages of a list. */
export function pagerView({ older, newer }: Pager, word = "posts"): Html {
  if (older === undefined && newer === undefined) return raw("");
  const link = (href: string | undefined, label: string, rel: string) =>
    href === undefined ? "" : html`<a class="button" href="${href}" rel="${rel}">${label}</a>`;
  return html`<nav class="pager" aria-label="Pages">${link(newer, `Newer ${word}`, "prev")}${link(older, `Older ${word}`, "next")}</nav>`;
}

/** What an empty page says: what belongs here, and how it gets here. */
export function emptyView(title: string, lesson: Html | string, action?: Html): Html {
  return html`<div class="empty"><h2>${title}</h2><p>${lesson}</p>${action ?? ""}</div>`;
}
