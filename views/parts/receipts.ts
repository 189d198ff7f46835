/** What became of one's post on other servers: a line that says it, and behind it each server that does not have it yet. */
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Receipt, ReceiptSummary } from "../../src/receipts/load.ts";
import type { ViewContext } from "../context.ts";
import { timeView } from "./time.ts";
import { counted } from "./words.ts";

export type Receipts = {
  summary: ReceiptSummary;
  /** The newest of each inbox, as many as fit a page, those with trouble first. */
  receipts: readonly Receipt[];
};

export function receiptsView({ summary, receipts }: Receipts, ctx: ViewContext): Html {
  if (summary.hosts === 0) return raw("");
  const open = summary.pending + summary.retrying;
  const lost = summary.failed + summary.refused + summary.suspended;
  const line =
    summary.delivered === summary.hosts
      ? `Delivered to ${counted(summary.hosts, "server")}`
      : `Delivered to ${summary.delivered} of ${counted(summary.hosts, "server")}${open > 0 ? ` · ${open} on the way` : ""}${lost > 0 ? ` · ${lost} not delivered` : ""}`;
  if (receipts.length === 0) return html`<p class="hint receipts">${line}</p>`;
  const left = summary.hosts - receipts.length;
  return html`<details class="part receipts"><summary>${line}</summary><ul>${join(receipts.map((receipt) => html`<li><span class="host">${receipt.host}</span> <span class="hint">${fateView(receipt, ctx)}</span></li>`))}</ul>${left > 0 ? html`<p class="hint">and ${counted(left, "other server")}</p>` : ""}</details>`;
}

function fateView({ state, done_at, retry_at, reason, attempts }: Receipt, ctx: ViewContext): Html {
  switch (state) {
    case "delivered":
      return html`has it, ${timeView(done_at, ctx)}`;
    case "pending":
      return html`on the way`;
    case "retrying":
      return html`${reason} · ${attempts > 0 ? `${counted(attempts, "try", "tries")}, ` : ""}again in ${ctx.locale.times.left(retry_at, ctx.now)}`;
    case "refused":
      return html`did not take it: ${reason}`;
    case "suspended":
      return html`is blocked here`;
    case "failed":
      return html`given up: ${reason}`;
  }
}
