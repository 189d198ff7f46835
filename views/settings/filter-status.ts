/** Puts a single status behind one of one's filters, or takes it out. */
import type { Row, Status } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { form } from "../parts/form.ts";
import { compactView } from "../parts/quote.ts";
import { emptyView } from "../parts/timeline.ts";
import { routes } from "../frame/routes.ts";

export type FilterStatus = {
  status: Status;
  page: StatusPage;
  /** `holds`: the status is behind it. */
  filters: readonly { filter: Row<"filters">; holds: boolean }[];
  /** Where to go afterwards. */
  return_to: string;
};

export function filterStatusView(ctx: ViewContext, { status, page, filters, return_to }: FilterStatus): Html {
  const { t } = ctx;
  const title = t("post.filter_title");
  const buttons = filters.map(
    ({ filter, holds }) =>
      html`<button class="button${holds ? " on" : ""}" name="filter" value="${filter.id}"><span dir="auto">${t(holds ? "post.filter_take" : "post.filter_add", { title: filter.title })}</span></button>`,
  );
  const create = html`<a class="button primary" href="${routes.newFilter}">${t("post.filter_new")}</a>`;
  const choice =
    filters.length === 0
      ? emptyView(t("post.filter_none"), t("post.filter_none_lesson"), create)
      : form(ctx, routes.filterStatus(status.id), html`<div class="behind">${buttons}</div>`, { return_to });
  const back = html`<p><a class="button" href="${return_to}">${t("common.cancel")}</a></p>`;
  const main = html`${pageHead(title, { lead: t("post.filter_lead") })}${compactView(status, page, ctx, `about-${status.id}`)}${choice}${back}`;
  return layout(ctx, { title, main, narrow: true });
}
