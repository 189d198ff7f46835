/** `/api/kith/v1/admin/hosts`: the health of other servers and what waits for them, by name, `after` the last one of the page before. */
import { z } from "zod";
import { rfc3339 } from "../../db/columns.ts";
import { getHost, loadHosts, pauseHost, purgeHost, releaseHost, type Host } from "../../hosts/hosts.ts";
import { instantOf } from "../../ids.ts";
import { NEVER } from "../../jobs/leases.ts";
import { answer, get, post, user, type ApiRequest, type Route } from "../respond.ts";
import { pagingOf, parse, text } from "../shapes.ts";
import { by, staff } from "./admin.ts";

const filter = z.object({
  state: z.enum(["ok", "failing", "down", "paused"], "is not included in the list").optional(),
  after: text(300).optional(),
});

const renderHost = (row: Host) => ({
  host: row.host,
  state: row.state,
  software: row.software === "" ? null : row.software,
  failures: row.failures,
  failing_since: row.failures === 0 ? null : instant(row.failed_at),
  next_probe_at: row.state === "ok" ? null : instant(row.probe_at),
  waiting: row.waiting,
  retrying: row.retrying,
  waiting_since: row.oldest_id === 0 ? null : rfc3339(instantOf(row.oldest_id)),
});

const instant = (ms: number): string | null => (ms === 0 || ms === NEVER ? null : rfc3339(ms));

async function list(request: ApiRequest) {
  const { limit } = pagingOf(request.query, 40, 200);
  const hosts = await loadHosts(request.kith.db, { ...parse(request.query, filter), limit });
  return answer(hosts.map(renderHost));
}

const named = (request: ApiRequest): string => request.params["host"] ?? "";

const acting = (act: typeof pauseHost) =>
  staff("manage_federation", async (request) => answer(renderHost(await act(request.kith, by(request), named(request)))));

const at = "/api/kith/v1/admin/hosts";

export const adminHostRoutes: readonly Route[] = [
  get(at, user("admin:read"), staff("manage_federation", list)),
  get(
    `${at}/:host`,
    user("admin:read"),
    staff("manage_federation", async (request) => answer(renderHost(await getHost(request.kith.db, named(request))))),
  ),
  post(`${at}/:host/pause`, user("admin:write"), acting(pauseHost)),
  post(`${at}/:host/retry`, user("admin:write"), acting(releaseHost)),
  post(`${at}/:host/purge`, user("admin:write"), acting(purgeHost)),
];
