/** The relays that this server uses. */
import type { Kith } from "../../kith.ts";
import type { By } from "../../moderation/audit.ts";
import { addRelay, disableRelay, enableRelay, loadRelays, removeRelay } from "../../relays/relays.ts";
import { relaysView } from "../../../views/admin/relays.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import type { FormState } from "../../../views/parts/form.ts";
import { contextOf } from "../frame/context.ts";
import { go, show, type Answer, type Handle } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { by, getId, staffAction, staffPage, tried, type StaffRoute } from "./staff.ts";

const view = async (visit: Visit, state: FormState = {}) =>
  relaysView(await contextOf(visit), { relays: await loadRelays(visit.kith.db), ...state });

const add = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      await addRelay(visit.kith, by(visit), visit.form.text("url"));
      return go(adminRoutes.relays, "admin.said_relay");
    },
    async (problems) => await view(visit, { typed: visit.form.typed, problems }),
    "url",
  );

const acting =
  (act: (kith: Kith, by: By, id: number) => Promise<unknown>): Handle =>
  async (visit) => {
    await act(visit.kith, by(visit), getId(visit));
    return go(adminRoutes.relays, "admin.said_relay");
  };

const may = "manage_federation";

export const relayRoutes: readonly StaffRoute[] = [
  staffPage("/admin/relays", may, async (visit) => show(await view(visit))),
  staffAction("/admin/relays", may, add),
  staffAction("/admin/relays/:id/enable", may, acting(enableRelay)),
  staffAction("/admin/relays/:id/disable", may, acting(disableRelay)),
  staffAction("/admin/relays/:id/remove", may, acting(removeRelay)),
];
