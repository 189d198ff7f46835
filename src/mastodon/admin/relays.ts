/** `/api/kith/v1/admin/relays`: the relays that this server uses, and how they stand. */
import { z } from "zod";
import { rfc3339 } from "../../db/columns.ts";
import { addRelay, disableRelay, enableRelay, getRelay, loadRelays, removeRelay, type Relay } from "../../relays/relays.ts";
import { answer, del, get, idParam, nothing, post, user, type ApiRequest, type Route } from "../respond.ts";
import { parse, text } from "../shapes.ts";
import { by, staff } from "./admin.ts";

const fresh = z.object({ url: text(2000) });

const renderRelay = ({ id, kind, url, state, created_at, updated_at }: Relay) => ({
  id: String(id),
  kind,
  url,
  state,
  created_at: rfc3339(created_at),
  updated_at: rfc3339(updated_at),
});

const act = (work: (request: ApiRequest) => Promise<Relay>) =>
  staff("manage_federation", async (request) => answer(renderRelay(await work(request))));

const at = "/api/kith/v1/admin/relays";

export const adminRelayRoutes: readonly Route[] = [
  get(
    at,
    user("admin:read"),
    staff("manage_federation", async ({ kith }) => answer((await loadRelays(kith.db)).map(renderRelay))),
  ),
  post(
    at,
    user("admin:write"),
    act(async (request) => await addRelay(request.kith, by(request), parse(request.body, fresh).url)),
  ),
  get(
    `${at}/:id`,
    user("admin:read"),
    act(async (request) => await getRelay(request.kith.db, idParam(request))),
  ),
  post(
    `${at}/:id/enable`,
    user("admin:write"),
    act(async (request) => await enableRelay(request.kith, by(request), idParam(request))),
  ),
  post(
    `${at}/:id/disable`,
    user("admin:write"),
    act(async (request) => await disableRelay(request.kith, by(request), idParam(request))),
  ),
  del(
    `${at}/:id`,
    user("admin:write"),
    staff("manage_federation", async (request) => {
      await removeRelay(request.kith, by(request), idParam(request));
      return nothing;
    }),
  ),
];
