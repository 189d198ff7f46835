/** The page of relays, for those who look after federation. */
import { relaysView } from "../../views/relays.ts";
import { routes } from "../../views/routes.ts";
import { may } from "../access/permissions.ts";
import { forbidden, missing, Refusal } from "../errors.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import type { By } from "../moderation/audit.ts";
import { addRelay, disableRelay, enableRelay, loadRelays, removeRelay } from "../relays/relays.ts";
import { contextOf } from "./context.ts";
import { action, go, page, show, type Answer, type Handle, type Route } from "./respond.ts";
import { myUser, type Visit } from "./visit.ts";

/** @throws Refusal `forbidden` */
function assertMayManage(visit: Visit): void {
  if (!may(myUser(visit).role, "manage_federation")) throw forbidden();
}

async function showRelays(visit: Visit, problem = ""): Promise<Answer> {
  assertMayManage(visit);
  return show(relaysView(await contextOf(visit), { relays: await loadRelays(visit.kith.db), problem }));
}

async function add(visit: Visit): Promise<Answer> {
  assertMayManage(visit);
  try {
    await addRelay(visit.kith, { id: myUser(visit).id }, visit.form.text("url"));
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== "invalid") throw error;
    return await showRelays(visit, error.message.replace("Validation failed: Url", "That"));
  }
  return go(routes.relays, "admin.said_relay");
}

const acting =
  (act: (kith: Kith, by: By, id: number) => Promise<unknown>): Handle =>
  async (visit) => {
    assertMayManage(visit);
    const id = readId(visit.params["id"]);
    if (id === undefined) throw missing();
    await act(visit.kith, { id: myUser(visit).id }, id);
    return go(routes.relays, "admin.said_relay");
  };

export const relayRoutes: readonly Route[] = [
  page("/admin/relays", "member", async (visit) => await showRelays(visit)),
  action("/admin/relays", "member", add),
  action("/admin/relays/:id/enable", "member", acting(enableRelay)),
  action("/admin/relays/:id/disable", "member", acting(disableRelay)),
  action("/admin/relays/:id/remove", "member", acting(removeRelay)),
];
