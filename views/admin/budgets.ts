/** What the server takes of memory and room, what it may take, whom it had to turn away, and what it has let go. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Outcome } from "../../src/budgets/prune.ts";
import type { Budget, Budgets } from "../../src/budgets/report.ts";
import type { Row } from "../../src/db/schema.ts";
import type { ViewContext } from "../frame/context.ts";
import { adminPage } from "./frame.ts";
import { actButton, card, cardsOr, dotted, factList, momentView, sectionView, stateView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

export type BudgetsPage = {
  budgets: Budgets;
  /** Of all runs. */
  pruned: Pick<Outcome, "statuses" | "accounts" | "files" | "bytes">;
  runs: readonly Row<"prunings">[];
  /** Bytes that are to go from the database; 0: none. */
  goal: number;
  /** What a run would let go, when that was asked. */
  told: Outcome | undefined;
};

export function budgetsView(ctx: ViewContext, page: BudgetsPage): Html {
  const { t } = ctx;
  const { budgets } = page;
  const main = html`${factList([
    [
      t("admin.plot_database"),
      budgetLine(ctx, budgets.database, t("admin.budget_file", { file: ctx.locale.bytes(budgets.database.file) })),
    ],
    [t("admin.plot_media"), budgetLine(ctx, budgets.media, partsOf(ctx, budgets))],
  ])}
${sectionView(t("admin.processes"), processesView(ctx, budgets.processes))}
${sectionView(t("admin.episodes"), episodesView(ctx, budgets.episodes))}
${sectionView(t("admin.pruning"), pruningView(ctx, page), "pruning")}`;
  return adminPage(ctx, { at: "budgets", title: t("admin.page_budgets"), lead: t("admin.budgets_lead"), main });
}

const partsOf = ({ t, locale }: ViewContext, { media }: Budgets): string =>
  t("admin.budget_parts", { own: locale.bytes(media.own), copies: locale.bytes(media.copies) });

/** Part of a ceiling from which on it is worth a second look. */
const NEAR = 0.9;

function budgetLine({ t, locale }: ViewContext, { used, ceiling, days }: Budget, more: string): Html {
  const size =
    ceiling === 0
      ? t("admin.budget_free", { used: locale.bytes(used) })
      : t("admin.budget_of", { used: locale.bytes(used), ceiling: locale.bytes(ceiling) });
  const when = days === undefined ? "" : t("admin.budget_full_in", { days });
  const shown = ceiling > 0 && used >= ceiling * NEAR ? stateView(used >= ceiling ? "bad" : "warn", size) : size;
  return dotted([shown, more, when].filter((part) => part !== ""));
}

const processesView = (ctx: ViewContext, processes: readonly Row<"processes">[]): Html =>
  cardsOr(
    processes.map((one) => processView(one, ctx)),
    ctx.t("admin.processes_none"),
  );

function processView({ name, role, memory, highest, ceiling, refused }: Row<"processes">, ctx: ViewContext): Html {
  const { t, locale } = ctx;
  const doing = role === "web" || role === "worker" ? role : "both";
  return card(
    name,
    dotted([
      t(`admin.process_${doing}`),
      budgetLine(ctx, { used: memory, ceiling, days: undefined }, ""),
      t("admin.process_highest", { highest: locale.bytes(highest) }),
      t("admin.process_refused", { count: refused }),
    ]),
  );
}

function episodesView(ctx: ViewContext, episodes: readonly Row<"episodes">[]): Html {
  const list = cardsOr(
    episodes.map(({ process, began_at, ended_at, highest, ceiling, refused }) => {
      const span = html`${momentView(began_at, ctx)} – ${ended_at === 0 ? ctx.t("admin.episode_on") : momentView(ended_at, ctx)}`;
      const size = ctx.t("admin.budget_of", { used: ctx.locale.bytes(highest), ceiling: ctx.locale.bytes(ceiling) });
      return card(span, dotted([ctx.t("admin.process_refused", { count: refused }), size, process]));
    }),
    ctx.t("admin.episodes_none"),
  );
  return html`<p class="hint">${ctx.t("admin.episodes_lead")}</p>${list}`;
}

function pruningView(ctx: ViewContext, page: BudgetsPage): Html {
  const { t } = ctx;
  const look = html`<div class="buttons"><a class="button" href="${adminRoutes.budgets({ look: 1 })}#pruning">${t("admin.prune_look")}</a></div>`;
  const runs = cardsOr(
    page.runs.map((run) => runView(run, ctx)),
    t("admin.prune_none"),
  );
  return html`<p class="hint">${t("admin.pruning_lead")}</p>${factList([[t("admin.pruned"), sumOf(ctx, page.pruned)]])}${look}${toldView(ctx, page)}<h3>${t("admin.prune_runs")}</h3>${runs}`;
}

const sumOf = ({ t, locale }: ViewContext, { statuses, accounts, files, bytes }: BudgetsPage["pruned"]): string =>
  t("admin.prune_sum", { statuses, accounts, files, bytes: locale.bytes(bytes) });

function toldView(ctx: ViewContext, { told, goal }: BudgetsPage): Html {
  const { t } = ctx;
  if (told === undefined) return html``;
  if (goal === 0) return html`<p role="status">${t("admin.prune_nothing")}</p>`;
  const sum = sumOf(ctx, { ...told, bytes: told.bytes + told.file_bytes });
  const rest = told.more ? t("admin.prune_more") : told.bytes < goal ? t("admin.prune_short") : "";
  const now = actButton(ctx, adminRoutes.pruneNow, t("admin.prune_now"), { looks: "danger" });
  return html`<div role="status">${factList([[t("admin.prune_would"), sum]])}${rest === "" ? "" : html`<p class="hint">${rest}</p>`}</div><div class="buttons">${now}</div>`;
}

function runView(run: Row<"prunings">, ctx: ViewContext): Html {
  const state = run.ended_at === 0 ? stateView("warn", ctx.t("admin.prune_running")) : "";
  const by = run.asked === 1 ? ctx.t("admin.prune_asked") : "";
  return card(momentView(run.began_at, ctx), dotted([state, by, sumOf(ctx, run)].filter((part) => part !== "")));
}
