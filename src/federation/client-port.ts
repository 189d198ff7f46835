/** What the door for ActivityPub clients asks of this one: how documents are read, written and fetched. The roof hands it over. */
import type { Request } from "express";
import type { Account, Status } from "../db/schema.ts";
import { malformed, tooLarge, unavailable, unsupported } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { StatusPage } from "../statuses/page.ts";
import { bodyReader, type NoBody } from "./body.ts";
import { isActivityType } from "./content-type.ts";
import { renderActivity, renderActor, renderNote } from "./documents.ts";
import { isTheirs } from "./lookup/failure.ts";
import { addresseesOf, visibilityOf } from "./read/audience.ts";
import { readNoteRecord } from "./read/note.ts";
import { object, type Doc } from "./read/shape.ts";
import { Unreadable } from "./read/unreadable.ts";
import { readerOf } from "./reader.ts";
import { loadContexts } from "./serialise.ts";
import { fetchWhole } from "./signed.ts";
import { statusBytes } from "./serve/status.ts";
import type { Json } from "./write/complete.ts";

const LIMITS = { max_bytes: 1_048_576, max_held: 32_000_000, timeout: 30_000 };

export function clientPort(kith: Kith) {
  const read = bodyReader(LIMITS);
  return {
    async readBody(request: Request): Promise<Buffer> {
      const body = await read(request);
      if ("status" in body) throw refusalOf(body);
      // Read at once; what is parsed of it is small beside what may be under way.
      body.release();
      return body.bytes;
    },
    readDocument: async (bytes: Buffer): Promise<Doc> =>
      await readerOf(kith)
        .read(bytes)
        .catch((error: unknown) => refuse(error)),
    readNote(doc: Doc, followers_url: string) {
      try {
        return readNoteRecord(doc, followers_url);
      } catch (error) {
        return refuse(error);
      }
    },
    readVisibility: visibilityOf,
    readAddressees: (doc: Doc): string[] => [...addresseesOf(doc.to), ...addresseesOf(doc.cc)],
    isActivityType,
    loadContexts,
    renderActor: async (account: Account): Promise<Json> => await renderActor(kith, account),
    renderStatus: async (status: Status, page: StatusPage, kind: "note" | "activity"): Promise<Json> =>
      await renderSeen(kith, status, page, kind),
    fetch: async (uri: string): Promise<Json | undefined> =>
      await fetchWhole(kith, uri).catch((error: unknown) => {
        if (!isTheirs(error)) throw error;
        return undefined;
      }),
  };
}

function refusalOf({ status }: NoBody): Error {
  if (status === 413) return tooLarge();
  if (status === 415) return unsupported("A packed body is not read here");
  return status === 503 ? unavailable("Too much at once: try again in a moment") : malformed("The body did not arrive");
}

function refuse(error: unknown): never {
  if (error instanceof Unreadable) throw malformed(`This cannot be read: ${error.reason}`);
  throw error;
}

/** Others' statuses are shown as they are known here; what only their own server can tell is left out. */
async function renderSeen(kith: Kith, status: Status, page: StatusPage, kind: "note" | "activity"): Promise<Json> {
  const wanted = status.reblog_of_id === null ? kind : "activity";
  if (status.local === 1) return JSON.parse((await statusBytes(kith, status, wanted, page)).toString()) as Json;
  const json = await (wanted === "note" ? renderNote : renderActivity)(kith, status, page);
  if (status.reblog_of_id !== null) return { ...json, id: status.uri };
  if (kind === "note") return withoutCollections(json);
  // The id of the Create that brought it was never kept.
  const { id: _, ...create } = json;
  return { ...create, object: withoutCollections(object(create.object) ?? {}) };
}

const withoutCollections = ({ replies: _, likes: __, shares: ___, ...note }: Json | Doc): Json => note;
