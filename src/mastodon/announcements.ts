/** https://docs.joinmastodon.org/methods/announcements/, and how their streams hear of them. */
import { getAnnouncement, loadAnnouncementPage, loadCurrent } from "../announcements/load.ts";
import { dismiss, react, unreact } from "../announcements/react.ts";
import type { Announcement } from "../announcements/write.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { streamAnnouncement } from "../streams/publish.ts";
import { renderAnnouncement, renderReaction } from "./entities/announcement.ts";
import { sceneOf } from "./entities/scene.ts";
import { answer, del, get, idParam, me, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { isTrue } from "./shapes.ts";

async function list(request: ApiRequest): Promise<Answer> {
  const { kith, query } = request;
  const page = await loadAnnouncementPage(kith.db, me(request).id, await loadCurrent(kith));
  const scene = sceneOf(kith);
  const shown = page.announcements.map((one) => renderAnnouncement(one, page, scene));
  return answer(isTrue(query["with_dismissed"]) ? shown : shown.filter(({ read }) => read !== true));
}

const acting =
  (act: (kith: Kith, account_id: number, announcement: Announcement, name: string) => Promise<void>) =>
  async (request: ApiRequest): Promise<Answer> => {
    const announcement = await getAnnouncement(request.kith.db, idParam(request));
    await act(request.kith, me(request).id, announcement, request.params["name"] ?? "");
    return nothing;
  };

const at = "/api/v1/announcements";

export const announcementRoutes: readonly Route[] = [
  get(at, { who: "user" }, list),
  post(`${at}/:id/dismiss`, user("write:accounts"), acting(dismiss)),
  put(`${at}/:id/reactions/:name`, user("write:favourites"), acting(react)),
  del(`${at}/:id/reactions/:name`, user("write:favourites"), acting(unreact)),
];

/** Now effects: the payload is the same for everybody, so it says nothing of the reader. */
export async function streamPublished(kith: Kith, { announcement_id }: KithEventOf<"announcement.published">): Promise<void> {
  const found = await getAnnouncement(kith.db, announcement_id).catch(() => undefined);
  if (found === undefined) return;
  const page = await loadAnnouncementPage(kith.db, 0, [found]);
  await streamAnnouncement(kith, "announcement", JSON.stringify(renderAnnouncement(found, page, sceneOf(kith))));
}

export async function streamReaction(kith: Kith, event: KithEventOf<"announcement.reacted">): Promise<void> {
  const { announcement_id, name } = event;
  const found = await getAnnouncement(kith.db, announcement_id).catch(() => undefined);
  if (found === undefined) return;
  const page = await loadAnnouncementPage(kith.db, 0, [found]);
  const known = page.reactions.get(announcement_id)?.find((one) => one.name === name);
  const reaction = renderReaction(known ?? { announcement_id, name, count: 0, mine: 0 }, page, sceneOf(kith));
  await streamAnnouncement(
    kith,
    "announcement.reaction",
    JSON.stringify({ ...reaction, announcement_id: String(announcement_id) }),
  );
}

export const streamRemoved = async (kith: Kith, { announcement_id }: KithEventOf<"announcement.removed">): Promise<void> =>
  await streamAnnouncement(kith, "announcement.delete", String(announcement_id));
