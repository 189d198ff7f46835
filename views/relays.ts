/** For those who run the server: the relays that it uses, how they stand, and adding, leaving and forgetting one. */
import { html, join } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { Relay } from "../src/relays/relays.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { form } from "./parts/form.ts";
import { hidden } from "./parts/words.ts";
import { routes } from "./routes.ts";

const STATES: Readonly<Record<Relay["state"], string>> = {
  idle: "Not used",
  pending: "Asked, and has not answered yet",
  accepted: "Passes on what is public",
  rejected: "Does not let this server in",
};

/** @param problem why what was given is no relay; "" = nothing was given, or it was one */
export function relaysView(ctx: ViewContext, { relays, problem }: { relays: readonly Relay[]; problem: string }): Html {
  const list =
    relays.length === 0
      ? html`<p class="end">No relays. With one, the federated timeline shows public posts of all servers that use it, and theirs show those of this one.</p>`
      : html`<ul class="cards">${join(relays.map((relay) => relayView(relay, ctx)))}</ul>`;
  const complaint = problem === "" ? "" : html`<p class="problem" id="url-problem" role="alert">${problem}</p>`;
  const fields = html`<label for="url">Address of a relay</label><input id="url" name="url" type="url" required maxlength="2000" placeholder="https://relay.example/inbox"${problem === "" ? "" : html` aria-invalid="true" aria-describedby="url-problem"`}>${complaint}<button class="button main">Add</button>`;
  const main = html`${pageHead(html`Relays`)}${list}${form(ctx, routes.relays, fields, { className: "stack" })}`;
  return layout(ctx, { title: "Relays", main });
}

function relayView(relay: Relay, ctx: ViewContext): Html {
  const act = (to: "enable" | "disable" | "remove", label: string) =>
    form(ctx, routes.actOnRelay(relay.id, to), html`<button class="button">${label}${hidden(` ${relay.url}`)}</button>`);
  const acts = [
    relay.state === "idle" || relay.state === "rejected" ? act("enable", "Use") : act("disable", "Leave"),
    act("remove", "Remove"),
  ];
  return html`<li class="card"><div class="head"><div><strong>${relay.url}</strong><p class="hint">${STATES[relay.state]}</p></div><div class="answer">${acts}</div></div></li>`;
}
