/**
 * What this door asks of the one between servers, which knows how ActivityPub is read and written. Doors do not know each other: the roof connects
 * the two, as it does with what reads uploads.
 */
import type { Request, Response } from "express";
import type { Account, Status } from "../db/schema.ts";
import type { Visibility } from "../db/values.ts";
import type { StatusPage } from "../statuses/page.ts";

/** A document, read or to be sent. */
export type Doc = { readonly [key: string]: unknown };
export type Json = { [key: string]: unknown };

/** What is read of a Note or Question; instants in ms, addressees by uri. */
export type NoteRecord = {
  type: string;
  spoiler_text: string;
  sensitive: boolean;
  language: string | undefined;
  in_reply_to_uri: string | undefined;
  to: string[];
  cc: string[];
  visibility: Visibility | "limited";
  mentions: readonly { href: string }[];
  poll: { multiple: boolean; options: readonly { title: string }[]; expires_at: number | undefined } | undefined;
  quote_uri: string | undefined;
  quote_policy: { automatic: string[]; manual: string[] } | undefined;
  name: string;
};

export type Upload = { bytes: Buffer; path?: string };
export type Form = { fields: { [name: string]: unknown }; files: ReadonlyMap<string, Upload> };
type Loader = (url: string) => Promise<{ contextUrl: null; documentUrl: string; document: unknown }>;

export type Port = {
  /** The bytes of a body of at most 1 MB. @throws Refusal `malformed`, `too-large`, `unsupported`, `unavailable` */
  readBody(request: Request): Promise<Buffer>;
  /** A document in our own terms, no deeper than 32. @throws Refusal `malformed` */
  readDocument(bytes: Buffer): Promise<Doc>;
  /** @throws Refusal `malformed` */
  readNote(doc: Doc, followers_url: string): NoteRecord;
  readVisibility(doc: Doc, followers_url: string): Visibility | "limited";
  /** Everybody who is addressed, everyone included. */
  readAddressees(doc: Doc): string[];
  /** Whether a Content-Type is ActivityPub's. */
  isActivityType(header: string | undefined): boolean;
  /** The contexts that come with us: none is ever fetched. */
  loadContexts(): Promise<Loader>;
  renderActor(account: Account): Promise<Json>;
  /** A status of the page, ours or another's, as the Note or as the Create or Announce that brought it. */
  renderStatus(status: Status, page: StatusPage, kind: "note" | "activity"): Promise<Json>;
  /** A document of another server, asked for with the instance's signature. Undefined when it has none to give. */
  fetch(uri: string): Promise<Json | undefined>;
  /** Like a form, but the file called `file` comes as a path, which is gone when the answer has been sent. */
  readUploads(io: { req: Request; res: Response }): Promise<Form>;
};
