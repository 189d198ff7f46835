/** Asks before a post is deleted, and shows which. */
import type { Status } from "../src/db/schema.ts";
import { html } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { StatusPage } from "../src/statuses/page.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { form } from "./parts/form.ts";
import { authorOf } from "./parts/page.ts";
import { routes } from "./routes.ts";
import { statusView } from "./status.ts";

/** `return_to` is where to go once it is deleted. */
export function deleteView(
  ctx: ViewContext,
  { status, page, return_to }: { status: Status; page: StatusPage; return_to?: string | undefined },
): Html {
  const buttons = html`<p class="buttons"><button class="button danger">Delete it</button> <a class="button" href="${routes.status(status.id, authorOf(status, page))}">Keep it</a></p>`;
  const lead = "It goes for good, with its pictures. Other servers are asked to delete it too; most do so at once.";
  const main = html`${pageHead("Delete this post?", { lead })}${statusView(status, page, ctx, { still: true })}${form(ctx, routes.actOnStatus(status.id, "delete"), buttons, { return_to: return_to ?? routes.home })}`;
  return layout(ctx, { title: "Delete this post?", main, narrow: true });
}
