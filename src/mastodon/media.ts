/** https://docs.joinmastodon.org/methods/media/ */
import { z } from "zod";
import { invalid } from "../errors.ts";
import { addMedia } from "../media/process.ts";
import { removeMedia } from "../media/remove.ts";
import { getOwnMedia, updateMedia } from "../media/update.ts";
import { renderMedia } from "./entities/media.ts";
import { sceneOf } from "./entities/scene.ts";
import { answer, del, get, idParam, me, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { parse, text } from "./shapes.ts";

const words = z.object({ description: text().nullish(), focus: text(100).nullish() });

/** Images are ready at once, so that nobody has to ask again. */
async function upload(request: ApiRequest): Promise<Answer> {
  const { kith, files, body } = request;
  const file = files.get("file");
  if (file === undefined) throw invalid("Validation failed: File can't be blank");
  const { description, focus } = parse(body, words);
  const media = await addMedia(kith, me(request), {
    bytes: file.bytes,
    description: description ?? undefined,
    focus: focus ?? undefined,
  });
  return answer(renderMedia(media, sceneOf(kith)));
}

async function change(request: ApiRequest): Promise<Answer> {
  const { description, focus } = parse(request.body, words);
  const media = await updateMedia(request.kith, me(request), idParam(request), {
    description: description ?? undefined,
    focus: focus ?? undefined,
  });
  return answer(renderMedia(media, sceneOf(request.kith)));
}

const uploading = user("write:media", { uploads: true, limit: "media" });

export const mediaRoutes: readonly Route[] = [
  post("/api/v1/media", uploading, upload),
  post("/api/v2/media", uploading, upload),
  get("/api/v1/media/:id", user("write:media"), async (request) =>
    answer(renderMedia(await getOwnMedia(request.kith.db, me(request), idParam(request)), sceneOf(request.kith))),
  ),
  put("/api/v1/media/:id", user("write:media", { uploads: true }), change),
  del("/api/v1/media/:id", user("write:media"), async (request) => {
    await removeMedia(request.kith, me(request), idParam(request));
    return nothing;
  }),
];
