/** Uploads: a file comes first (`uploadMedia`), and is attached by its id or address to what is written afterwards. */
import type { Request, Response } from "express";
import { fromJson } from "../db/columns.ts";
import type { Account, Media } from "../db/schema.ts";
import { invalid, malformed } from "../errors.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { addMedia } from "../media/add.ts";
import { getOwnMedia } from "../media/update.ts";
import { mediaUrls } from "../media/url.ts";
import { actorUri } from "../uris.ts";
import { inContext, type Answer } from "./answer.ts";
import type { Caller } from "./caller.ts";
import { all, asObject, idOf, textOf } from "./documents.ts";
import type { Port } from "./port.ts";

const MOST = 20;
const mediaUri = ({ instance }: Kith, { account_id, id }: Media): string => `${actorUri(instance, account_id)}/media/${id}`;

/**
 * `POST …/media`: multipart with a `file` and, if one likes, an `object`, whose `name` describes it. 201, with the object to attach.
 *
 * @throws Refusal `malformed` without a file, `invalid` for what cannot be shown
 */
export async function upload(
  kith: Kith,
  port: Port,
  caller: Caller,
  io: { request: Request; response: Response },
): Promise<Answer> {
  const form = await port.readUploads({ req: io.request, res: io.response });
  const file = form.files.get("file");
  if (file === undefined) throw malformed("It takes a multipart form with a file called file");
  const shell = shellOf(form.fields["object"]);
  const description = textOf(shell["name"]) || textOf(shell["summary"]);
  const focus = all(shell["focalPoint"]).join(",");
  const from = file.path === undefined ? { bytes: file.bytes } : { path: file.path };
  const media = await addMedia(kith, caller.account, { ...from, description, focus: focus === "" ? undefined : focus });
  return { status: 201, location: mediaUri(kith, media), body: inContext(mediaDocument(kith, media)) };
}

function shellOf(written: unknown): Readonly<Record<string, unknown>> {
  if (typeof written !== "string" || written.length > 20_000) return {};
  try {
    return asObject(JSON.parse(written)) ?? {};
  } catch {
    throw malformed("The object is not JSON");
  }
}

/** `GET …/media/:media`. @throws Refusal `missing` */
export async function showUpload(kith: Kith, caller: Caller, request: Request): Promise<Answer> {
  return { body: inContext(mediaDocument(kith, await getOwnMedia(kith.db, caller.account, readId(request.params.media) ?? 0))) };
}

const TYPES = { image: "Image", gifv: "Video", video: "Video", audio: "Audio", unknown: "Document" } as const;

function mediaDocument(kith: Kith, media: Media): object {
  const { width, height } = fromJson(media.meta).original ?? {};
  return {
    id: mediaUri(kith, media),
    type: TYPES[media.kind],
    mediaType: media.mime_type,
    url: mediaUrls(kith.instance, media).url,
    name: media.description,
    ...(width === undefined || height === undefined ? {} : { width, height }),
  };
}

/**
 * The ids of the uploads that are attached, in their order, by id or by address.
 *
 * @param status_id of the status that has some of them already
 * @throws Refusal `invalid` for what has not been uploaded by the account
 */
export async function attachedIds(kith: Kith, account: Account, attachment: unknown, status_id?: number): Promise<number[]> {
  const named = all(attachment).slice(0, MOST);
  if (named.length === 0) return [];
  const rows = await kith.db
    .selectFrom("media")
    .selectAll()
    .where("account_id", "=", account.id)
    .where((eb) => eb.or([eb("status_id", "is", null), eb("status_id", "=", status_id ?? 0)]))
    .orderBy("id", "desc")
    .limit(1000)
    .execute();
  return named.map((value) => {
    const names = new Set([
      idOf(value),
      ...all(asObject(value)?.["url"]).map((url) => idOf(url) ?? textOf(asObject(url)?.["href"])),
    ]);
    const found = rows.find((media) => names.has(mediaUri(kith, media)) || names.has(mediaUrls(kith.instance, media).url ?? ""));
    if (found === undefined) throw invalid("Validation failed: Attachments have to be uploaded first (see uploadMedia)");
    return found.id;
  });
}

/** The bytes of an upload, to be made a portrait. @throws Refusal `invalid` */
export async function readUpload(kith: Kith, account: Account, image: unknown): Promise<Buffer> {
  const [id = 0] = await attachedIds(kith, account, image);
  return await kith.files.read((await getOwnMedia(kith.db, account, id)).file);
}
