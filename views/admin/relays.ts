/** The relays that this server uses, how they stand, and adding, leaving and forgetting one. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Relay } from "../../src/relays/relays.ts";
import type { ViewContext } from "../frame/context.ts";
import { field, form, problemSummary, submit, type FormState } from "../parts/form.ts";
import { adminPage } from "./frame.ts";
import { actButton, card, cardsOr, sectionView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

/** Posts `url`. */
export function relaysView(ctx: ViewContext, { relays, ...state }: { relays: readonly Relay[] } & FormState): Html {
  const { t } = ctx;
  const list = cardsOr(
    relays.map((relay) => relayView(relay, ctx)),
    t("admin.relays_none"),
  );
  const fields = html`${field("url", { ...state, label: t("admin.relay_url"), hint: t("admin.relay_hint"), required: true, maxlength: 2000, plain: true })}<p class="buttons">${submit(t("common.add"))}</p>`;
  const add = sectionView(t("admin.relay_add"), form(ctx, adminRoutes.relays, fields, { className: "stack" }));
  return adminPage(ctx, {
    at: "relays",
    title: t("admin.page_relays"),
    main: html`${problemSummary(ctx, state.problems)}${list}${add}`,
  });
}

function relayView(relay: Relay, ctx: ViewContext): Html {
  const act = (name: "enable" | "disable" | "remove", label: string) =>
    actButton(ctx, adminRoutes.actOnRelay(relay.id, name), label, { about: relay.url });
  const unused = relay.state === "idle" || relay.state === "rejected";
  return card(
    relay.url,
    ctx.t(`admin.relay_${relay.state}`),
    html`${unused ? act("enable", ctx.t("admin.relay_use")) : act("disable", ctx.t("admin.relay_leave"))}${act("remove", ctx.t("common.remove"))}`,
  );
}
