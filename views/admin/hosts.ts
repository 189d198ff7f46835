/** Other servers: how they are, what waits for them, and holding back, trying again, giving up. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Host } from "../../src/hosts/hosts.ts";
import type { Waiting } from "../../src/hosts/queue.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { tabs } from "../frame/layout.ts";
import { timeView } from "../parts/time.ts";
import { pagerView } from "../parts/timeline.ts";
import { adminPage } from "./frame.ts";
import { actButton, askFirst, card, cardsOr, dotted, factList, filterForm, sectionView, smallField, stateView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

export type Hosts = {
  hosts: readonly Host[];
  /** Which of them: all, or those in one state. */
  state: Host["state"] | undefined;
  name: string;
  pager: Pager;
};

const STATES = [undefined, "failing", "down", "paused"] as const;

export function hostsView(ctx: ViewContext, { hosts, state, name, pager }: Hosts): Html {
  const which = tabs(
    ctx.t("admin.hosts_which"),
    STATES.map((value) => ({
      href: adminRoutes.hosts({ state: value }),
      label: ctx.t(`admin.hosts_${value ?? "all"}`),
      current: value === state,
    })),
  );
  const search = filterForm(
    ctx,
    adminRoutes.hosts(),
    smallField("name", ctx.t("admin.host_name"), { value: name, type: "search", maxlength: 300 }),
  );
  const list = cardsOr(
    hosts.map((host) => hostView(host, ctx)),
    ctx.t(state === undefined && name === "" ? "admin.hosts_none" : "admin.none_now"),
  );
  return adminPage(ctx, {
    at: "hosts",
    title: ctx.t("admin.page_hosts"),
    main: html`${which}${search}${list}${pagerView(pager, ctx)}`,
  });
}

const hostView = (host: Host, ctx: ViewContext): Html =>
  card(
    html`<a href="${adminRoutes.host(host.host)}">${host.host}</a>`,
    dotted([host.software, healthView(host, ctx), ctx.t("admin.host_waiting", { count: host.waiting })]),
    actsView(host, ctx),
  );

function actsView(host: Host, ctx: ViewContext): Html {
  const act = (name: "pause" | "retry" | "purge", label: string) =>
    actButton(ctx, adminRoutes.actOnHost(host.host, name), label, { about: host.host });
  const retry =
    host.state === "ok" && host.retrying === 0
      ? ""
      : act("retry", ctx.t(host.state === "paused" ? "admin.host_go_on" : "admin.host_retry"));
  const pause = host.state === "paused" ? "" : act("pause", ctx.t("admin.host_pause"));
  const purge =
    host.waiting === 0
      ? ""
      : askFirst(
          ctx.t("admin.host_purge"),
          html`<p>${ctx.t("admin.host_purge_sure", { count: host.waiting })}</p>${actButton(ctx, adminRoutes.actOnHost(host.host, "purge"), ctx.t("admin.host_purge"), { about: host.host, looks: "danger" })}`,
          host.host,
        );
  return html`${retry}${pause}${purge}`;
}

function healthView(host: Host, ctx: ViewContext): Html {
  if (host.state === "ok")
    return html`${host.failures === 0 ? ctx.t("admin.host_well") : ctx.t("admin.host_failures", { count: host.failures })}`;
  if (host.state === "paused") return stateView("calm", ctx.t("admin.host_paused"));
  const since = host.failed_at === 0 ? "" : html` ${ctx.rich("admin.host_since", { when: timeView(host.failed_at, ctx) })}`;
  const again = ctx.t("admin.host_again", { left: ctx.locale.times.left(host.probe_at, ctx.now) });
  return html`${stateView(host.state === "down" ? "bad" : "warn", ctx.t(`admin.host_${host.state}`))}${since}, ${again}`;
}

export type OneHost = {
  host: Host;
  waiting: readonly Waiting[];
  pager: Pager;
  accounts: number;
  following: number;
  followers: number;
  blocked: boolean;
};

export function hostPageView(ctx: ViewContext, one: OneHost): Html {
  const { host, waiting, pager } = one;
  const { t, locale } = ctx;
  const facts = factList([
    [t("admin.host_state"), healthView(host, ctx)],
    [t("admin.host_software"), host.software],
    [
      t("admin.host_accounts"),
      html`<a href="${adminRoutes.accounts({ origin: "remote", host: host.host })}">${locale.number(one.accounts)}</a>`,
    ],
    [t("admin.host_following"), locale.number(one.following)],
    [t("admin.host_followers"), locale.number(one.followers)],
    [t("admin.host_queue"), t("admin.host_waiting", { count: host.waiting })],
  ]);
  const block = one.blocked
    ? html`<p class="hint">${t("admin.host_blocked")}</p>`
    : html`<a class="button" href="${adminRoutes.newDomain({ domain: host.host.replace(/:\d+$/, "") })}">${t("admin.domain_block_this")}</a>`;
  const list = cardsOr(
    waiting.map((one_) => waitingView(one_, host, ctx)),
    t("admin.host_nothing_waits"),
  );
  const main = html`${facts}<div class="buttons">${actsView(host, ctx)}${block}</div>${sectionView(t("admin.host_queue"), html`${list}${pagerView(pager, ctx)}`)}`;
  return adminPage(ctx, { at: "hosts", title: host.host, main });
}

function waitingView({ id, kind, inbox_url, attempts, run_at, last_error }: Waiting, host: Host, ctx: ViewContext): Html {
  const tries = attempts === 0 ? ctx.t("admin.delivery_fresh") : ctx.t("admin.delivery_tries", { count: attempts });
  const next =
    attempts === 0 || host.state === "paused" ? "" : ctx.t("admin.host_again", { left: ctx.locale.times.left(run_at, ctx.now) });
  const drop = actButton(ctx, adminRoutes.dropDelivery(host.host, id), ctx.t("admin.delivery_drop"), { about: `${kind} ${id}` });
  return card(kind === "" ? ctx.t("admin.delivery") : kind, dotted([inbox_url, tries, next, last_error]), drop);
}
