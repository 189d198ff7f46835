/** https://docs.joinmastodon.org/methods/media/ */
import { z } from "zod";
import type { Media } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import { addMedia } from "../media/add.ts";
import { removeMedia } from "../media/remove.ts";
import { getOwnMedia, updateMedia } from "../media/update.ts";
import { renderMedia } from "./entities/media.ts";
import { sceneOf } from "./entities/scene.ts";
import { del, get, idParam, me, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { parse, text } from "./shapes.ts";

const words = z.object({ description: text().nullish(), focus: text(100).nullish() });

function wordsOf({ body, files }: ApiRequest) {
  const { description, focus } = parse(body, words);
  const thumbnail = files.get("thumbnail")?.bytes;
  return { description: description ?? undefined, focus: focus ?? undefined, thumbnail };
}

/** Who calls the second version asks again until it is ready; who calls the first one waits. */
const upload =
  (later: boolean) =>
  async (request: ApiRequest): Promise<Answer> => {
    const file = request.files.get("file");
    if (file === undefined) throw invalid("Validation failed: File can't be blank");
    const from = file.path === undefined ? { bytes: file.bytes } : { path: file.path };
    const media = await addMedia(request.kith, me(request), { ...from, ...wordsOf(request) }, later);
    return show(request, media, 202);
  };

/** @param unfinished the status that says that it is not ready yet */
const show = ({ kith }: ApiRequest, media: Media, unfinished: number): Answer => ({
  body: renderMedia(media, sceneOf(kith)),
  status: media.state === "ready" ? 200 : unfinished,
});

async function look(request: ApiRequest): Promise<Answer> {
  const media = await getOwnMedia(request.kith.db, me(request), idParam(request));
  if (media.state === "failed") throw invalid(media.error);
  return show(request, media, 206);
}

async function change(request: ApiRequest): Promise<Answer> {
  const before = await getOwnMedia(request.kith.db, me(request), idParam(request));
  const member = request.access?.member;
  if (member !== undefined) {
    const { assertMayReword } = await import("../teams/media.ts");
    await assertMayReword(request.kith, before, member);
  }
  const media = await updateMedia(request.kith, me(request), before.id, wordsOf(request));
  return show(request, media, 200);
}

const uploading = user("write:media", { uploads: "media", limit: "media" });

export const mediaRoutes: readonly Route[] = [
  post("/api/v1/media", uploading, upload(false)),
  post("/api/v2/media", uploading, upload(true)),
  get("/api/v1/media/:id", user("write:media"), look),
  put("/api/v1/media/:id", user("write:media", { uploads: true }), change),
  del("/api/v1/media/:id", user("write:media"), async (request) => {
    await removeMedia(request.kith, me(request), idParam(request));
    return nothing;
  }),
];
