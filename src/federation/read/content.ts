// What a status says, and in which language.
import { headingOf } from "../../html.ts";
import { localOf } from "../../recurrence/rule.ts";
import { isTimeZone } from "../../words/locale.ts";
import { findEntities, type Entity } from "../../text/grammar.ts";
import { normalizeHandle } from "../../text/names.ts";
import { renderLink } from "../../text/render.ts";
import { eventOf } from "./event.ts";
import { mediaType, tagsOf } from "./links.ts";
import { id, instant, isA, isLanguage, list, object, objects, text, type Doc } from "./shape.ts";

const LONGEST = 100_000;

/** Whether a type is shown as a status made from it: its page is linked at the end. */
export function isConverted(type: string): boolean {
  return type !== "Note" && type !== "Question" && type !== "ChatMessage";
}

/** What its author has written, as HTML; of an article that is only announced, what it is about. */
export function saidOf(doc: Doc): string {
  const said =
    text(doc.content, LONGEST) || text(doc.contentMap, LONGEST) || (isA(doc, "Article") ? text(doc.summary, LONGEST) : "");
  return isPlainText(doc) ? paragraphs(said, namesIn(doc)) : said;
}

/** What an actor says of itself: PeerTube writes Markdown there without saying so, and of that the lines are kept. */
export function aboutOf(doc: Doc): string {
  const said = text(doc.summary ?? doc.summaryMap, 50_000);
  return /\n/.test(said) && !/<[a-z/!]/i.test(said) ? paragraphs(said, new Map()) : said;
}

/**
 * Raw HTML of at most 100,000 characters. What is converted has its title first, when and where it is, its content if any, and a link to its page (and, for Lemmy's
 * pages, to what they are about). PeerTube's Markdown is shown as plain text with its links.
 */
export function contentOf(doc: Doc, converted: boolean, url: string): string {
  const html = saidOf(doc);
  if (!converted) return html + whereOf(doc);
  const title = text(doc.name ?? doc.nameMap, 1000).trim();
  const heading = title === "" ? "" : headingOf(title, html === "");
  const about = objects(doc.attachment, 16).filter(
    (entry) => isA(entry, "Link") && mediaType(entry.mediaType).split("/")[0] !== "image",
  );
  // A page of a forum stands here whole.
  const whole = isA(doc, "Page") && html !== "";
  // What the words name already is not named again: Kith's own pages, and not they alone, have it there as well.
  const links = about.flatMap((entry) => id(entry.href) ?? []).filter((href) => !html.includes(`href="${escape(href)}"`));
  const targets = new Set([...links, ...(whole ? [] : [url])]);
  return (
    heading +
    occasionOf(doc) +
    html +
    whereOf(doc) +
    [...targets].map((target) => `<p><a href="${escape(target)}">${escape(target)}</a></p>`).join("")
  );
}

/** When and where an event is, in a paragraph of its own: it is nothing without. */
function occasionOf(doc: Doc): string {
  if (!isA(doc, "Event")) return "";
  const event = eventOf(doc, "");
  const place = event === undefined ? "" : [event.place_name, event.place_address].filter(Boolean).join(", ");
  const lines = [event?.state === "cancelled" ? "CANCELLED" : "", timesOf(doc, event?.time_zone), place];
  const said = lines.filter((line) => line !== "");
  return said.length === 0 ? "" : `<p>${said.map(escape).join("<br>")}</p>`;
}

/** Where somebody was (Pixelfed, Friendica), in a line of its own at the end; of an event it is said above. */
function whereOf(doc: Doc): string {
  const place = isA(doc, "Event") ? undefined : objects(doc.location, 5).find((entry) => isA(entry, "Place"));
  const [name, country] = [placeName(place?.name), placeName(place?.country)];
  const line = [name, country === name ? "" : country].filter(Boolean).join(", ");
  return name === "" ? "" : `<p>\u{1f4cd} ${escape(line)}</p>`;
}

const placeName = (said: unknown): string => text(said, 800).trim().slice(0, 200);

/** "2026-03-29 18:30 – 21:00 Europe/Berlin": on the clocks of the place, where it says which, for the reader's own are not known here. */
function timesOf(doc: Doc, named = ""): string {
  const zone = isTimeZone(named) ? named : "UTC";
  const readings = [instant(doc.startTime), instant(doc.endTime)].flatMap((at) =>
    at === undefined ? [] : [localOf(at, zone).replace("T", " ")],
  );
  const [from = "", until = ""] = readings;
  const end = until.startsWith(from.slice(0, 11)) ? until.slice(11) : until;
  return from === "" ? "" : `${[from, end].filter((reading) => reading !== "").join(" \u2013 ")} ${zone}`;
}

function isPlainText(doc: Doc): boolean {
  return /^text\/(?:plain|markdown|x\.misskeymarkdown)$/.test(mediaType(doc.mediaType));
}

/** PeerTube's Markdown: its paragraphs and lines, with its links. */
export const markdownOf = (plain: string): string => paragraphs(plain, new Map());

/** @param names addresses of the people who are named, by their handles */
function paragraphs(plain: string, names: ReadonlyMap<string, string>): string {
  return plain
    .split(/\r?\n(?:[ \t]*\r?\n)+/)
    .filter((part) => part.trim() !== "")
    .map((part) => `<p>${linked(part.trim(), names).replace(/\r?\n/g, "<br>")}</p>`)
    .join("");
}

// No entity holds a line end, so no tag is cut there.
function linked(plain: string, names: ReadonlyMap<string, string>): string {
  let [html, at] = ["", 0];
  for (const entity of findEntities(plain)) {
    const link = linkOf(entity, names);
    if (link === undefined) continue;
    html += escape(plain.slice(at, entity.start)) + link;
    at = entity.end;
  }
  return html + escape(plain.slice(at));
}

function linkOf(entity: Entity, names: ReadonlyMap<string, string>): string | undefined {
  if (entity.kind === "url") return renderLink(entity.url);
  const href = entity.kind === "mention" ? names.get(entity.handle) : undefined;
  if (entity.kind !== "mention" || href === undefined) return undefined;
  return `<a href="${escape(href)}" class="u-url mention">@<span>${escape(entity.username)}</span></a>`;
}

function namesIn(doc: Doc): Map<string, string> {
  return new Map(
    tagsOf(doc).flatMap((tag) => {
      const [handle, href] = [normalizeHandle(text(tag.name, 500)), id(tag.href)];
      return isA(tag, "Mention") && handle !== undefined && href !== undefined ? [[handle, href] as const] : [];
    }),
  );
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escape(plain: string): string {
  return plain.replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter);
}

/** The language tag of a status: of the entry in `contentMap` (or `nameMap`, `summaryMap`) that repeats the text, else of the first; Lemmy and PeerTube say it outright. */
export function languageOf(doc: Doc): string | undefined {
  for (const [map, same] of [
    [doc.contentMap, doc.content],
    [doc.nameMap, doc.name],
    [doc.summaryMap, doc.summary],
  ]) {
    const entries = Object.entries(object(map) ?? {}).filter(([key]) => isLanguage(key));
    const entry = entries.find(([, words]) => words === same) ?? entries[0];
    if (entry !== undefined) return entry[0];
  }
  for (const value of [doc.language, doc.content]) {
    const tag = object(list(value, 1)[0]);
    const named = text(tag?.identifier ?? tag?.["@language"] ?? (value === doc.language ? value : undefined), 35);
    if (isLanguage(named)) return named;
  }
  return undefined;
}
