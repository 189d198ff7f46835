/** What became of one's post on other servers: a line that says it, and behind it each server that does not have it yet. */
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Receipt, ReceiptSummary } from "../../src/receipts/load.ts";
import type { ViewContext } from "../frame/context.ts";
import { timeView } from "./time.ts";

export type Receipts = {
  summary: ReceiptSummary;
  /** The newest of each inbox, as many as fit a page, those with trouble first. */
  receipts: readonly Receipt[];
};

export function receiptsView({ summary, receipts }: Receipts, ctx: ViewContext): Html {
  if (summary.hosts === 0) return raw("");
  const line = lineOf(summary, ctx);
  if (receipts.length === 0) return html`<p class="hint receipts">${line}</p>`;
  const left = summary.hosts - receipts.length;
  return html`<details class="part receipts"><summary>${line}</summary><ul>${join(receipts.map((receipt) => html`<li><span class="host">${receipt.host}</span> <span class="hint">${fateView(receipt, ctx)}</span></li>`))}</ul>${left > 0 ? html`<p class="hint">${ctx.t("thread.other_servers", { count: left })}</p>` : ""}</details>`;
}

function lineOf(summary: ReceiptSummary, { t }: ViewContext): string {
  const { hosts: count, delivered } = summary;
  if (delivered === count) return t("thread.delivered", { count });
  const open = summary.pending + summary.retrying;
  const lost = summary.failed + summary.refused + summary.suspended;
  const parts = [
    t("thread.delivered_of", { delivered, count }),
    open > 0 ? t("thread.on_the_way", { count: open }) : "",
    lost > 0 ? t("thread.not_delivered", { count: lost }) : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function fateView({ state, done_at, retry_at, reason, attempts }: Receipt, ctx: ViewContext): Html {
  const { t } = ctx;
  switch (state) {
    case "delivered":
      return ctx.rich("thread.fate_delivered", { when: timeView(done_at, ctx) });
    case "pending":
      return html`${t("thread.fate_pending")}`;
    case "retrying":
      return html`${t("thread.fate_retrying", { reason, count: attempts, time: ctx.locale.times.left(retry_at, ctx.now) })}`;
    case "refused":
      return html`${t("thread.fate_refused", { reason })}`;
    case "suspended":
      return html`${t("thread.fate_suspended")}`;
    case "failed":
      return html`${t("thread.fate_failed", { reason })}`;
  }
}
