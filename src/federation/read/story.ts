// A story as other servers write it: a Note with our word for it, or Pixelfed's own type.
import { plainText } from "../../text/plain.ts";
import { attachmentsOf, type AttachmentRecord } from "./attachments.ts";
import { addresseesOf, visibilityOf } from "./audience.ts";
import { contentOf } from "./content.ts";
import { flag, id, instant, isA, sameOrigin, text, type Doc } from "./shape.ts";
import { Unreadable } from "./unreadable.ts";

export type StoryRecord = {
  uri: string;
  author_uri: string;
  /** Plain. */
  text: string;
  /** Of our grounds, perhaps. */
  background: string;
  attachment: AttachmentRecord | undefined;
  for_followers: boolean;
  addressees: string[];
  replies: boolean;
  reactions: boolean;
  /** ms. */
  published: number | undefined;
  expires: number | undefined;
};

/** Whether a document says that it is one. No reader of statuses takes it then. */
export const isStoryDoc = (doc: Doc): boolean => isA(doc, "Story") || flag(doc.story);

/** @throws Unreadable without an id or an author, or if the two differ in origin, or for what is for everybody */
export function readStoryRecord(doc: Doc, followers_url: string | undefined): StoryRecord {
  const [uri, author_uri] = [id(doc.id), id(doc.attributedTo)];
  if (uri === undefined || author_uri === undefined) throw new Unreadable("a story without an id or an author");
  if (!sameOrigin(uri, author_uri)) throw new Unreadable("story and author differ in origin");
  const visibility = visibilityOf(doc, followers_url);
  const [attachment] = attachmentsOf(doc, "Note").filter(({ kind }) => kind === "image" || kind === "video");
  return {
    uri,
    author_uri,
    text: plainText(contentOf(doc, false, uri)).trim(),
    background: text(doc.storyGround, 20),
    attachment,
    // What somebody calls public is for those who follow, here.
    for_followers: visibility !== "direct",
    addressees: [...addresseesOf(doc.to), ...addresseesOf(doc.cc)],
    replies: saidOr(doc.storyReplies ?? doc.can_reply, true),
    reactions: saidOr(doc.storyReactions ?? doc.can_react, true),
    published: instant(doc.published),
    expires: instant(doc.endTime ?? doc.expiresAt),
  };
}

/**
 * A capability (https://docs.joinmastodon.org/spec/bearcaps/): an address, and the token that opens it. Undefined for anything else.
 *
 * @param origin_uri whose origin it has to have
 */
export function bearcapOf(v: unknown, origin_uri: string): { url: string; token: string } | undefined {
  const said = text(v, 4096);
  const query = /^bear:\/?\??(.*)$/s.exec(said)?.[1];
  if (query === undefined) return undefined;
  const fields = new URLSearchParams(query);
  const [url, token] = [id(fields.get("u") ?? undefined), fields.get("t") ?? ""];
  if (url === undefined || !sameOrigin(url, origin_uri) || !/^[\w.~+/-]{10,512}=*$/.test(token)) return undefined;
  return { url, token };
}

const saidOr = (value: unknown, otherwise: boolean): boolean => (value === undefined || value === null ? otherwise : flag(value));
