/** Uploads: a file comes first (`uploadMedia`), and is attached by its id or address to what is written afterwards. */
import type { Request, Response } from "express";
import { fromJson } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Account, Media } from "../db/schema.ts";
import { invalid, malformed } from "../errors.ts";
import { idAt, readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { addMedia } from "../media/add.ts";
import { marker, unmarked } from "../media/apart.ts";
import { getOwnMedia } from "../media/update.ts";
import { mediaUrls } from "../media/url.ts";
import { actorUri } from "../uris.ts";
import { inContext, type Answer } from "./answer.ts";
import type { Caller } from "./caller.ts";
import { all, asObject, idOf, textOf } from "./documents.ts";
import type { Port } from "./port.ts";

const MOST = 20;
/** ms; an upload that is attached to nothing is kept for a day. */
const LATELY = 3 * 86_400_000;
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
    url: mediaUrls(kith.instance, media, marker(kith)).url,
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
  const named = all(attachment).slice(0, MOST).map(namesOf);
  if (named.length === 0) return [];
  const rows = await loadUploads(kith, account, named.flat(), status_id ?? 0);
  return named.map((names) => {
    const found = rows.find((media) =>
      [mediaUri(kith, media), mediaUrls(kith.instance, media, (path) => path).url].some(
        (name) => name !== null && names.includes(name),
      ),
    );
    if (found === undefined) throw invalid("Validation failed: Attachments have to be uploaded first (see uploadMedia)");
    return found.id;
  });
}

/** The id and the addresses of what is attached. */
const namesOf = (value: unknown): string[] =>
  [value, ...all(asObject(value)?.["url"])].flatMap((each) => idOf(each) ?? idOf(asObject(each)?.["href"]) ?? []).map(unmarked);

/** What may be meant: by id whatever is the account's, by address only what was uploaded lately, for nothing else is kept for long. */
async function loadUploads(
  { db, now, instance }: Kith,
  account: Account,
  names: readonly string[],
  status_id: number,
): Promise<Media[]> {
  const own = `${actorUri(instance, account.id)}/media/`;
  const ids = names.map((name) => (name.startsWith(own) ? readId(name.slice(own.length)) : undefined));
  const of = db.selectFrom("media").selectAll().where("account_id", "=", account.id);
  const lately = ids.includes(undefined)
    ? of
        .where("id", ">=", idAt(now() - LATELY))
        .orderBy("id", "desc")
        .limit(1000)
    : undefined;
  return [
    ...(await of.where("id", "in", padded(ids)).execute()),
    ...(status_id === 0 ? [] : await of.where("status_id", "=", status_id).execute()),
    ...((await lately?.execute()) ?? []),
  ];
}

/** The bytes of an upload, to be made a portrait. @throws Refusal `invalid` */
export async function readUpload(kith: Kith, account: Account, image: unknown): Promise<Buffer> {
  const [id = 0] = await attachedIds(kith, account, image);
  return await kith.files.read((await getOwnMedia(kith.db, account, id)).file);
}
