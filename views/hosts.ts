/** For those who run the server: how other servers are, what waits for them, and holding back, trying again, giving up. */
import { html, join } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { Host } from "../src/hosts/hosts.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead, tabs } from "./layout.ts";
import { form } from "./parts/form.ts";
import { timeView } from "./parts/time.ts";
import { counted, hidden } from "./parts/words.ts";
import { routes } from "./routes.ts";

export type Hosts = {
  hosts: readonly Host[];
  /** Which of them: all, or those in one state. */
  state: Host["state"] | undefined;
  /** The address of the next page. */
  next: string | undefined;
};

const STATES: readonly (readonly [state: Host["state"] | undefined, name: string])[] = [
  [undefined, "All"],
  ["failing", "Failing"],
  ["down", "Down"],
  ["paused", "Paused"],
];

export function hostsView(ctx: ViewContext, { hosts, state, next }: Hosts): Html {
  const which = tabs(
    "Which servers",
    STATES.map(([value, label]) => ({ href: routes.hosts(value), label, current: value === state })),
  );
  const list =
    hosts.length === 0
      ? html`<p class="end">${state === undefined ? "Nothing has been sent to another server yet." : "None at the moment."}</p>`
      : html`<ul class="cards">${join(hosts.map((host) => hostView(host, ctx)))}</ul>`;
  const more =
    next === undefined
      ? ""
      : html`<nav class="pager" aria-label="Pages"><a class="button" rel="next" href="${next}">Next</a></nav>`;
  const main = html`${pageHead(html`Servers`)}<p class="hint"><a href="${routes.relays}">Relays</a></p>${which}${list}${more}`;
  return layout(ctx, { title: "Servers", main });
}

function hostView(host: Host, ctx: ViewContext): Html {
  const act = (to: "pause" | "retry" | "purge", label: string) =>
    form(ctx, routes.actOnHost(host.host, to), html`<button class="button">${label}${hidden(` ${host.host}`)}</button>`);
  const acts = [
    host.state === "ok" && host.retrying === 0 ? "" : act("retry", host.state === "paused" ? "Go on" : "Try now"),
    host.state === "paused" ? "" : act("pause", "Pause"),
    host.waiting === 0 ? "" : act("purge", `Give up ${host.waiting}`),
  ];
  return html`<li class="card"><div class="head"><div><strong>${host.host}</strong><p class="hint">${host.software === "" ? "" : html`${host.software} · `}${healthView(host, ctx)} · ${host.waiting === 0 ? "nothing waits" : `${counted(host.waiting, "delivery waits", "deliveries wait")}`}</p></div><div class="answer">${acts}</div></div></li>`;
}

function healthView(host: Host, ctx: ViewContext): Html {
  if (host.state === "ok")
    return html`${host.failures === 0 ? "Takes what we send" : `${counted(host.failures, "failure")} in a row`}`;
  if (host.state === "paused") return html`Paused by an administrator`;
  const since = host.failed_at === 0 ? "" : html` since ${timeView(host.failed_at, ctx)}`;
  return html`${host.state === "down" ? "Down" : "Failing"}${since}, asked again in ${ctx.locale.times.left(host.probe_at, ctx.now)}`;
}
