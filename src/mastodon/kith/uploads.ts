/** `/api/kith/v1/uploads`: large files in parts, which a broken line does not undo. */
import { z } from "zod";
import { invalid } from "../../errors.ts";
import {
  beginUpload,
  dropUpload,
  finishUpload,
  getUpload,
  PART_BYTES,
  takePart,
  type PartedUpload,
} from "../../videos/uploads.ts";
import { renderMedia } from "../entities/media.ts";
import { sceneOf } from "../entities/scene.ts";
import { answer, del, get, idParam, me, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { parse, text, whole } from "../shapes.ts";

const MOST = 1e13;
const beginning = z.object({ bytes: whole(0, MOST) });
const part = z.object({ start: whole(0, MOST) });
const words = z.object({ description: text(10_000).nullish() });

const show = ({ id, bytes, received }: PartedUpload) => ({ id: String(id), bytes, received, part_bytes: PART_BYTES });
const own = async (request: ApiRequest): Promise<PartedUpload> => await getUpload(request.kith, me(request), idParam(request));

async function take(request: ApiRequest): Promise<Answer> {
  const upload = await own(request);
  const { path } = request.files.get("file") ?? {};
  if (path === undefined) throw invalid("Validation failed: File can't be blank");
  const received = await takePart(request.kith, upload, { path, start: parse(request.body, part).start });
  return answer(show({ ...upload, received }));
}

async function finish(request: ApiRequest): Promise<Answer> {
  const { description } = parse(request.body, words);
  const media = await finishUpload(request.kith, me(request), await own(request), description ?? "");
  return { body: renderMedia(media, sceneOf(request.kith)), status: media.state === "ready" ? 200 : 202 };
}

const at = "/api/kith/v1/uploads";
const write = user("write:media");

export const uploadRoutes: readonly Route[] = [
  post(at, user("write:media", { limit: "media" }), async (request) =>
    answer(show(await beginUpload(request.kith, me(request), parse(request.body, beginning).bytes))),
  ),
  get(`${at}/:id`, write, async (request) => answer(show(await own(request)))),
  put(`${at}/:id`, user("write:media", { uploads: "media" }), take),
  post(`${at}/:id/finish`, write, finish),
  del(`${at}/:id`, write, async (request) => {
    await dropUpload(request.kith, await own(request));
    return nothing;
  }),
];
