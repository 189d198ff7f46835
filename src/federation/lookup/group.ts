/**
 * What the server of a group elsewhere tells of it besides its profile: who moderates it, its rules, who is in it, and what takes place there. Lemmy,
 * PieFed and NodeBB say the first, Kith all of it but the last, Mobilizon the last.
 */
import { keepTold } from "../../groups/moderators.ts";
import type { Account } from "../../db/schema.ts";
import { sanitizeContent } from "../../sanitize.ts";
import { resolveAddressed } from "../../statuses/mentions.ts";
import { isActor } from "../read/actor.ts";
import { rulesOf } from "../read/rules.ts";
import { id, isA, sameOrigin, text, type Doc } from "../read/shape.ts";
import type { Errand } from "./errand.ts";
import { readListing, type Listed } from "./listing.ts";
import { learnModerators } from "./moderators.ts";

/** People who are in it, newest first; so many of those who are unknown here are looked up. */
const [MEMBERS, NEW] = [60, 20];
const EVENTS = 20;
const SIDEBAR = 50_000;

/** - `events`: they are statuses, and still to be kept; - `total` of those who are in it */
export type ToldBesides = { events: readonly Listed[]; total: number | undefined };

/** Keeps the rest. What cannot be had for now stays as it was. */
export async function fetchTold(errand: Errand, group: Account): Promise<ToldBesides> {
  const { kith } = errand;
  const doc = await errand.fetchObject(group.uri);
  if (typeof doc === "string" || id(doc.id) !== group.uri) return { events: [], total: undefined };
  await errand.ask(group.uri, async () => await learnModerators(kith, group, doc));
  const all = { pages: 2, items: MEMBERS, kind: isActor };
  const members = group.followers_url === "" ? undefined : await readListing(errand, group.followers_url, group.uri, all);
  // Of a group for its members alone, who is in it is nobody else's business.
  const uris = group.members_only === 1 ? [] : (members?.items ?? []).map(({ uri }) => uri);
  await keepTold(kith, group, { rules: rulesOf(doc), sidebar: sidebarOf(doc), members: uris });
  // Pages ask nobody: they show those who are known by then.
  await resolveAddressed(kith, uris.slice(0, NEW));
  return { events: await readEvents(errand, group, id(doc.events)), total: members?.total };
}

/** As Mobilizon lists them. */
async function readEvents(errand: Errand, group: Account, url: string | undefined): Promise<readonly Listed[]> {
  if (url === undefined || !sameOrigin(url, group.uri)) return [];
  const all = { pages: 2, items: EVENTS, kind: (doc: Doc) => isA(doc, "Event") };
  return (await readListing(errand, url, group.uri, all)).items;
}

/** Lemmy's newer versions keep the long description apart from the short one. */
const sidebarOf = ({ content }: Doc): string => sanitizeContent(text(content, SIDEBAR));
