/** The page of other servers' health, for those who look after federation. */
import { may } from "../access/permissions.ts";
import { forbidden } from "../errors.ts";
import { loadHosts, pauseHost, purgeHost, releaseHost } from "../hosts/hosts.ts";
import { hostsView } from "../../views/hosts.ts";
import { routes } from "../../views/routes.ts";
import { contextOf } from "./context.ts";
import { action, go, page, show, type Answer, type Handle, type Route } from "./respond.ts";
import { myUser, type Visit } from "./visit.ts";

const SIZE = 40;
const STATES = ["failing", "down", "paused"] as const;

/** @throws Refusal `forbidden` */
function assertMayManage(visit: Visit): void {
  if (!may(myUser(visit).role, "manage_federation")) throw forbidden();
}

async function showHosts(visit: Visit): Promise<Answer> {
  assertMayManage(visit);
  const asked = visit.query.get("state");
  const state = STATES.find((known) => known === asked);
  const after = visit.query.get("after")?.slice(0, 300);
  const hosts = await loadHosts(visit.kith.db, { state, after, limit: SIZE + 1 });
  const shown = hosts.slice(0, SIZE);
  const next = hosts.length > SIZE ? routes.hosts(state, shown.at(-1)?.host) : undefined;
  return show(hostsView(await contextOf(visit), { hosts: shown, state, next }));
}

const acting =
  (act: typeof pauseHost): Handle =>
  async (visit) => {
    assertMayManage(visit);
    await act(visit.kith, { id: myUser(visit).id }, visit.params["host"] ?? "");
    return go(
      visit.form.text("return_to").startsWith("/admin/hosts") ? visit.form.text("return_to") : routes.hosts(),
      "admin.said_host",
    );
  };

export const hostRoutes: readonly Route[] = [
  page("/admin/hosts", "member", showHosts),
  action("/admin/hosts/:host/pause", "member", acting(pauseHost)),
  action("/admin/hosts/:host/retry", "member", acting(releaseHost)),
  action("/admin/hosts/:host/purge", "member", acting(purgeHost)),
];
