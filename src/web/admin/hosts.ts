/** Other servers and what waits for them. */
import { dropDelivery, loadWaiting } from "../../hosts/queue.ts";
import { getHost, loadHosts, pauseHost, purgeHost, releaseHost } from "../../hosts/hosts.ts";
import { tiesWith } from "../../moderation/domain-file.ts";
import { policyOf } from "../../moderation/policy.ts";
import { hostPageView, hostsView } from "../../../views/admin/hosts.ts";
import { adminRoutes, withQuery } from "../../../views/admin/routes.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { go, show, type Answer, type Handle } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { asked, backTo, by, chosen, getId, staffAction, staffPage, type StaffRoute } from "./staff.ts";

const SIZE = 40;
const STATES = ["failing", "down", "paused"] as const;

/** By name; a name that is asked for begins the list. */
async function showHosts(visit: Visit): Promise<Answer> {
  const state = chosen(visit, "state", STATES);
  const [after, name] = [asked(visit, "after", 300), asked(visit, "name", 300)?.toLowerCase()];
  const found = await loadHosts(visit.kith.db, { state, after, name, limit: SIZE + 1 });
  const hosts = found.slice(0, SIZE);
  const older = found.length > SIZE ? withQuery(adminRoutes.hosts(), { state, name, after: hosts.at(-1)?.host }) : undefined;
  const newer = after === undefined ? undefined : withQuery(adminRoutes.hosts(), { state, name });
  return show(hostsView(await contextOf(visit), { hosts, state, name: name ?? "", pager: { older, newer } }));
}

async function showHost(visit: Visit): Promise<Answer> {
  const { kith, params } = visit;
  const host = await getHost(kith.db, params["host"] ?? "");
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadWaiting(kith.db, host.host, paging), ({ id }) => id);
  const { accounts, following, followers } = await tiesWith(kith, host.host);
  const blocked = (await policyOf(kith, host.host)).severity === "suspend";
  const parts = { host, waiting: items, pager, accounts, following, followers, blocked };
  return show(hostPageView(await contextOf(visit), parts));
}

const acting =
  (act: typeof pauseHost): Handle =>
  async (visit) => {
    await act(visit.kith, by(visit), visit.params["host"] ?? "");
    return go(backTo(visit, adminRoutes.hosts()), "admin.said_host");
  };

async function drop(visit: Visit): Promise<Answer> {
  const { host } = await getHost(visit.kith.db, visit.params["host"] ?? "");
  await dropDelivery(visit.kith, by(visit), host, getId(visit));
  return go(backTo(visit, adminRoutes.host(host)), "admin.said_dropped");
}

const may = "manage_federation";

export const hostRoutes: readonly StaffRoute[] = [
  staffPage("/admin/hosts", may, showHosts),
  staffPage("/admin/hosts/:host", may, showHost),
  staffAction("/admin/hosts/:host/pause", may, acting(pauseHost)),
  staffAction("/admin/hosts/:host/retry", may, acting(releaseHost)),
  staffAction("/admin/hosts/:host/purge", may, acting(purgeHost)),
  staffAction("/admin/hosts/:host/deliveries/:id/drop", may, drop),
];
