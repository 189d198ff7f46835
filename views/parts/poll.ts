/** A poll with its results so far. */
import type { Row, Status } from "../../src/db/schema.ts";
import type { Emoji, PollOption } from "../../src/db/values.ts";
import { escapeHtml, html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { form } from "./form.ts";
import { readJson, withEmojis } from "./names.ts";
import { timeView } from "./time.ts";
import { hidden } from "./words.ts";

export function pollView(status: Status, page: StatusPage, ctx: ViewContext): Html {
  const poll = page.polls.get(status.id);
  if (poll === undefined) return raw("");
  const own = page.marks.votes.get(poll.id) ?? [];
  const closed = hasClosed(poll, ctx.now);
  const counts = closed || poll.hide_totals === 0;
  const options = readOptions(status, poll, ctx);
  // Of some servers we learn votes alone.
  const told = poll.voters_count > 0 || poll.votes_count === 0;
  const whole = poll.multiple === 1 && told ? poll.voters_count : poll.votes_count;
  const many = told
    ? ctx.t("post.voters", { count: Math.max(whole, poll.voters_count) })
    : ctx.t("post.votes", { count: poll.votes_count });
  const may_vote = ctx.viewer !== undefined && ctx.viewer.account.id !== poll.account_id && own.length === 0 && !closed;
  const items = options.map((option, at) =>
    optionView(option, { share: counts ? shareOf(option, whole) : undefined, own: own.includes(at), ctx }),
  );
  const body = may_vote ? ballotView(status, poll, options, ctx) : html`<ul>${items}</ul>`;
  return html`<div class="poll">${body}<p class="hint">${many} · ${closingView(poll, ctx)}</p></div>`;
}

/** An option, with its words as markup. */
type Option = PollOption & { words: Html };

/** With the custom emoji of their status. */
function readOptions({ emojis }: Status, poll: Row<"polls">, ctx: ViewContext): Option[] {
  const known = readJson<Emoji[]>(emojis, []);
  return readJson<PollOption[]>(poll.options, []).map((option) => ({
    ...option,
    words: raw(withEmojis(escapeHtml(option.title), known, ctx)),
  }));
}

/** For those who can still choose: results would sway them, so they come after. Posts `choice` (repeated): places of options. */
function ballotView(status: Status, poll: Row<"polls">, options: readonly Option[], ctx: ViewContext): Html {
  const type = poll.multiple === 1 ? "checkbox" : "radio";
  const choices = options.map(
    ({ words }, at) =>
      html`<label><input type="${type}" name="choice" value="${at}"><span class="choice" dir="auto">${words}</span></label>`,
  );
  const legend = ctx.t(poll.multiple === 1 ? "post.poll_many" : "post.poll_one");
  const body = html`<fieldset class="vote"><legend class="vh">${legend}</legend>${choices}<button class="button">${ctx.t("post.vote")}</button></fieldset>`;
  return form(ctx, routes.vote(status.id), body, { return_to: `${ctx.path.split("#")[0] ?? ""}#status-${status.id}` });
}

const hasClosed = (poll: Row<"polls">, now: number): boolean =>
  poll.closed_at > 0 || (poll.expires_at > 0 && poll.expires_at <= now);

const shareOf = (option: PollOption, whole: number): number =>
  whole === 0 ? 0 : Math.min(100, Math.round((option.votes_count / whole) * 100));

type Result = { share: number | undefined; own: boolean; ctx: ViewContext };

function optionView(option: Option, { share, own, ctx }: Result): Html {
  const bar = share === undefined ? "" : html`<progress max="100" value="${share}" aria-hidden="true"></progress>`;
  const percent = share === undefined ? "" : html`<span class="share">${ctx.t("post.percent", { share })}</span>`;
  return html`<li><span class="choice" dir="auto">${option.words}${own ? html` ${icon("check")}${hidden(ctx.t("post.your_vote"))}` : ""}</span>${percent}${bar}</li>`;
}

function closingView(poll: Row<"polls">, ctx: ViewContext): Html {
  if (hasClosed(poll, ctx.now))
    return ctx.rich("post.poll_closed", { when: timeView(poll.closed_at > 0 ? poll.closed_at : poll.expires_at, ctx) });
  if (poll.expires_at === 0) return html`${ctx.t("post.poll_open")}`;
  return html`${ctx.t("post.poll_left", { time: ctx.locale.times.left(poll.expires_at, ctx.now) })}`;
}
