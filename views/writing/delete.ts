/** Asks before a post is deleted, and shows which; it can be written again at once. */
import type { Status } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { form } from "../parts/form.ts";
import { authorOf } from "../parts/page.ts";
import { routes } from "../frame/routes.ts";
import { statusView } from "../reading/status.ts";

/** `return_to` is where to go once it is deleted. Posts `do`: `delete`, or `redraft`. */
export function deleteView(
  ctx: ViewContext,
  { status, page, return_to }: { status: Status; page: StatusPage; return_to?: string | undefined },
): Html {
  const { t } = ctx;
  const title = t("compose.delete_title");
  const event = page.events.get(status.id);
  const redraft = html`<h2>${t("compose.redraft_title")}</h2><p class="hint">${t("compose.redraft_lead")}</p>
<p class="buttons"><button class="button" name="do" value="redraft">${t("compose.redraft")}</button></p>`;
  const people = event === undefined ? 0 : event.going_count + event.maybe_count + event.waiting_count;
  const callOff =
    event === undefined || event.state === "cancelled" || event.starts_at <= ctx.now || people === 0
      ? ""
      : html`<p class="hint">${t("events.call_off_hint")}</p><p class="buttons"><a class="button" href="${routes.eventPage(event.id, "edit")}">${t("events.edit")}</a></p>`;
  const buttons = html`${callOff}<p class="buttons"><button class="button danger" name="do" value="delete">${t("compose.delete_it")}</button> <a class="button" href="${routes.status(status.id, authorOf(status, page))}">${t("compose.keep_it")}</a></p>
${event === undefined ? redraft : ""}`;
  const body = form(ctx, routes.actOnStatus(status.id, "delete"), buttons, { return_to: return_to ?? routes.home });
  const main = html`${pageHead(title, { lead: t("compose.delete_lead") })}${statusView(status, page, ctx, { still: true })}${body}`;
  return layout(ctx, { title, main, narrow: true });
}
