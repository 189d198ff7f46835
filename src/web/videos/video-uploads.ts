/** What `video-upload.js` sends a large film to: its parts, one after the other, and that they are all. */
import { Refusal } from "../../errors.ts";
import { describeVideo } from "../../videos/describe.ts";
import { beginUpload, finishUpload, getUpload, PART_BYTES, takePart, type PartedUpload } from "../../videos/uploads.ts";
import { routes } from "../../../views/frame/routes.ts";
import { assertLimit } from "../../access/limits.ts";
import { invalid } from "../../errors.ts";
import { removeMedia } from "../../media/remove.ts";
import { action, data, page, uploadFilms, type Answer, type Handle, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

/** The script says what is wrong where the form would. */
const said =
  (handle: Handle): Handle =>
  async (visit) => {
    try {
      return await handle(visit);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return data({ error: visit.locale.refusal(error.message) }, error.kind === "missing" ? 404 : 422);
    }
  };

const show = ({ id, received }: PartedUpload): Answer => data({ id: String(id), received, part_bytes: PART_BYTES });
const own = async (visit: Visit): Promise<PartedUpload> => await getUpload(visit.kith, me(visit), idParam(visit) ?? 0);

async function begin(visit: Visit): Promise<Answer> {
  await assertLimit(visit.kith, "media", me(visit).id);
  return show(await beginUpload(visit.kith, me(visit), Number(visit.form.text("bytes"))));
}

async function take(visit: Visit): Promise<Answer> {
  const upload = await own(visit);
  const path = visit.form.file("file")?.path;
  if (path === undefined) throw invalid("Validation failed: File part does not fit");
  return show({ ...upload, received: await takePart(visit.kith, upload, { path, start: Number(visit.form.text("start")) }) });
}

async function finish(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const media = await finishUpload(kith, me(visit), await own(visit), "");
  try {
    await describeVideo(kith, me(visit), media.id, { title: form.text("title") });
  } catch (error) {
    await removeMedia(kith, me(visit), media.id);
    throw error;
  }
  return data({ to: routes.ownVideo(media.id) });
}

export const videoUploadRoutes: readonly Route[] = [
  action(routes.videoUploads, "member", said(begin)),
  page(
    "/videos/uploads/:id",
    "member",
    said(async (visit) => show(await own(visit))),
  ),
  uploadFilms("/videos/uploads/:id", said(take)),
  action("/videos/uploads/:id/finish", "member", said(finish)),
];
