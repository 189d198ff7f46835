/** The audit log: who has done what, to whom, when. */
import type { Account, Row } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { readJson } from "../parts/names.ts";
import { timeView } from "../parts/time.ts";
import { pagerView } from "../parts/timeline.ts";
import { adminPage } from "./frame.ts";
import { cardsOr, dotted, filterForm, smallField, smallSelect, whoView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

export type Audit = {
  entries: readonly Row<"audit_log">[];
  accounts: ReadonlyMap<number, Account>;
  kinds: { actions: readonly string[]; target_types: readonly string[] };
  asked: { who: string; action: string; target_type: string; whom: string };
  pager: Pager;
};

export function auditView(ctx: ViewContext, { entries, accounts, kinds, asked, pager }: Audit): Html {
  const { t } = ctx;
  const any = ["", t("admin.any")] as const;
  const fields = html`${smallField("who", t("admin.audit_who"), { value: asked.who, maxlength: 300 })}
${smallSelect("action", t("admin.audit_what"), [any, ...kinds.actions.map((action) => [action, actWords(action, ctx)] as const)], asked.action)}
${smallSelect("target_type", t("admin.audit_kind"), [any, ...kinds.target_types.map((type) => [type, kindWords(type, ctx)] as const)], asked.target_type)}
${smallField("whom", t("admin.audit_whom"), { value: asked.whom, maxlength: 300 })}`;
  const list = cardsOr(
    entries.map((entry) => entryView(entry, accounts, ctx)),
    t("admin.none_found"),
  );
  const main = html`${filterForm(ctx, adminRoutes.audit(), fields)}${list}${pagerView(pager, ctx)}`;
  return adminPage(ctx, { at: "audit", title: t("admin.page_audit"), lead: t("admin.audit_lead"), main });
}

export function entryView(entry: Row<"audit_log">, accounts: ReadonlyMap<number, Account>, ctx: ViewContext): Html {
  const details = Object.entries(readJson<Record<string, unknown>>(entry.details, {})).filter(
    ([, value]) => value !== "" && value !== 0,
  );
  const below =
    details.length === 0
      ? ""
      : html`<p class="log-details" dir="auto">${details.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join(" · ")}</p>`;
  const target = targetView(entry);
  return html`<li class="card"><p>${whoView(ctx, entry.account_id, accounts)} · ${actWords(entry.action, ctx)} · ${target}</p><p class="hint">${dotted([kindWords(entry.target_type, ctx), timeView(entry.created_at, ctx)])}</p>${below}</li>`;
}

/** An act that the catalogue does not know is shown as it is kept: the log is older than the words. */
function actWords(action: string, { t, locale }: ViewContext): string {
  const key = `admin.act_${action}`;
  return locale.knows(key) ? t(key) : action;
}

function kindWords(type: string, { t, locale }: ViewContext): string {
  const key = `admin.type_${type.toLowerCase().replace("/", "_")}`;
  return locale.knows(key) ? t(key) : type;
}

function targetView({ target_type, target_id, target_name }: Row<"audit_log">): Html {
  const name = target_name === "" ? `#${target_id}` : target_name;
  if (target_type === "Account") return html`<a href="${adminRoutes.account(target_id)}" dir="auto">${name}</a>`;
  if (target_type === "Report") return html`<a href="${adminRoutes.report(target_id)}">${name}</a>`;
  if (target_type === "Host") return html`<a href="${adminRoutes.host(target_name)}">${name}</a>`;
  return html`<span dir="auto">${name}</span>`;
}
