/** https://docs.joinmastodon.org/methods/markers/: how far one has read. */
import { z } from "zod";
import { rfc3339 } from "../db/columns.ts";
import { loadMarkers, writeMarkers, type MarkedTimeline, type Marker } from "../markers/markers.ts";
import { answer, get, me, post, user, type Route } from "./respond.ts";
import { id, listOf, parse } from "./shapes.ts";

const TIMELINES: readonly MarkedTimeline[] = ["home", "notifications"];

const render = (markers: readonly Marker[]) =>
  Object.fromEntries(
    markers.map(({ timeline, last_read_id, version, updated_at }) => [
      timeline,
      { last_read_id: String(last_read_id), version, updated_at: rfc3339(updated_at) },
    ]),
  );

const place = z.object({ last_read_id: id }).nullish();
const shape = z.object({ home: place, notifications: place });

export const markerRoutes: readonly Route[] = [
  get("/api/v1/markers", user("read:statuses"), async (request) => {
    const asked = listOf(request.query["timeline"]) ?? [];
    return answer(
      render(
        await loadMarkers(
          request.kith.db,
          me(request).id,
          TIMELINES.filter((name) => asked.includes(name)),
        ),
      ),
    );
  }),
  post("/api/v1/markers", user("write:statuses"), async (request) => {
    const { home, notifications } = parse(request.body, shape);
    const read = { home: home?.last_read_id, notifications: notifications?.last_read_id };
    return answer(render(await writeMarkers(request.kith, me(request).id, read)));
  }),
];
