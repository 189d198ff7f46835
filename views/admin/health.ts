/** What the server's doctor says, and the work that was given up. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Finding } from "../../src/health/finding.ts";
import type { FailedTable, FailedWork } from "../../src/health/jobs.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { tabs } from "../frame/layout.ts";
import { pagerView } from "../parts/timeline.ts";
import { adminPage } from "./frame.ts";
import { actButton, card, cardsOr, dotted, factList, stateView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

const KINDS = { ok: "good", note: "warn", wrong: "bad" } as const;

export function healthView(ctx: ViewContext, { findings }: { findings: readonly Finding[] }): Html {
  const rows = findings.map(
    (finding) =>
      [
        aboutOf(finding, ctx),
        html`${stateView(KINDS[finding.state], ctx.t(`admin.check_${finding.state}`))} ${wordsOf(finding, ctx)}`,
      ] as const,
  );
  return adminPage(ctx, {
    at: "health",
    title: ctx.t("admin.page_health"),
    lead: ctx.t("admin.health_lead"),
    main: factList(rows),
  });
}

const ABOUT: Readonly<
  Record<
    string,
    | "domain"
    | "keys"
    | "clock"
    | "people"
    | "jobs"
    | "hosts"
    | "media"
    | "search"
    | "disk"
    | "ffmpeg"
    | "memory"
    | "database_size"
    | "media_size"
  >
> = {
  domain: "domain",
  keys: "keys",
  clock: "clock",
  people: "people",
  jobs: "jobs",
  neighbours: "hosts",
  media: "media",
  search: "search",
  disk: "disk",
  ffmpeg: "ffmpeg",
  memory: "memory",
  "database size": "database_size",
  "media size": "media_size",
};

function aboutOf({ about }: Finding, { t }: ViewContext): string {
  const name = ABOUT[about];
  return name === undefined ? about : t(`admin.about_${name}`);
}

function wordsOf({ code, values = {}, text }: Finding, { t, locale, now }: ViewContext): string {
  if (code === "outside") return text;
  if (code === "clock_ok") return locale.times.dateTime(now);
  if (code === "disk_ok" || code === "disk_little")
    return t(`admin.check_${code}`, { free: locale.bytes(Number(values["free"])) });
  if (isOfBudget(code))
    return t(`admin.check_${code}`, {
      used: locale.bytes(Number(values["used"])),
      ceiling: locale.bytes(Number(values["ceiling"])),
    });
  return t(`admin.check_${code}`, values);
}

type BudgetCode = Extract<Finding["code"], `memory_${string}` | `database_${string}` | `media_size_${string}`>;
const isOfBudget = (code: Finding["code"]): code is BudgetCode => /^(?:memory|database|media_size)_/.test(code);

export type Failed = {
  table: FailedTable;
  counts: Readonly<Record<FailedTable, number>>;
  work: readonly FailedWork[];
  pager: Pager;
};

const TABLES = ["jobs", "inbox"] as const;

export function failedView(ctx: ViewContext, { table, counts, work, pager }: Failed): Html {
  const which = tabs(
    ctx.t("admin.failed_which"),
    TABLES.map((name) => ({
      href: adminRoutes.jobs({ table: name === "jobs" ? undefined : name }),
      label: ctx.t(`admin.failed_${name}`, { count: counts[name] }),
      current: name === table,
    })),
  );
  const all =
    work.length === 0
      ? ""
      : html`<div class="buttons">${actButton(ctx, adminRoutes.retryJobs(table), ctx.t("admin.retry_all"))}</div>`;
  const list = cardsOr(
    work.map((one) => workView(one, table, ctx)),
    ctx.t(`admin.failed_${table}_none`),
  );
  const main = html`${which}<p class="hint">${ctx.t(`admin.failed_${table}_lead`)}</p>${all}${list}${pagerView(pager, ctx)}`;
  return adminPage(ctx, { at: "jobs", title: ctx.t("admin.page_jobs"), main });
}

function workView({ id, name, detail, attempts, last_error }: FailedWork, table: FailedTable, ctx: ViewContext): Html {
  const about = `${name} ${id}`;
  const acts = html`${actButton(ctx, adminRoutes.actOnJob(table, id, "retry"), ctx.t("admin.retry"), { about })}${actButton(ctx, adminRoutes.actOnJob(table, id, "drop"), ctx.t("admin.drop"), { about })}`;
  const below = html`<p class="log-details" dir="auto">${detail.slice(0, 500)}</p>`;
  return card(name, dotted([ctx.t("admin.delivery_tries", { count: attempts }), last_error]), acts, below);
}
