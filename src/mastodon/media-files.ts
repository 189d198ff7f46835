/** Serves media by their names, and what is shown where there is no picture. */
import { Router, type Request, type Response } from "express";
import { readId } from "../ids.ts";
import { lazy } from "../lazy.ts";
import type { Kith } from "../kith.ts";
import { endOfMark, goodUntil, isApart } from "../media/apart.ts";
import { isPublicName, typeOfName } from "../media/names.ts";
import { keepEmoji, keepMedia, keepPortrait } from "../media/remote/find.ts";
import type { Kept } from "../media/remote/keep.ts";
import { harmless, kept, sendStored } from "./send-file.ts";

/** `GET /media/*` (ranges, ETags, for ever), `/avatars/original/missing.png` and `/headers/original/missing.png`. */
export function mediaRouter(kith: Kith): Router {
  const router = Router();
  videoRoutes(kith, router);
  remoteRoutes(kith, router);
  apartRoutes(kith, router);
  router.get("/media/*name", async (req, res) => {
    const name = req.path.slice("/media/".length);
    if (!isPublicName(name)) return void res.sendStatus(404);
    await sendStored(kith, { name, type: typeOfName(name) }, { req, res });
  });
  const avatar = lazy(async () => await draw(AVATAR));
  const header = lazy(async () => await draw(HEADER));
  router.get("/avatars/original/missing.png", async (_req, res) => sendPng(res, await avatar()));
  router.get("/headers/original/missing.png", async (_req, res) => sendPng(res, await header()));
  return router;
}

/** What is of other servers, through us. What cannot be had is missing for a while only. */
function remoteRoutes(kith: Kith, router: Router): void {
  const send = async (file: Promise<Kept | undefined>, io: { req: Request; res: Response }) => {
    const found = await file;
    if (found !== undefined) return await sendStored(kith, { ...found, ...keepingOf(kith, io.req) }, io);
    harmless(io.res);
    io.res.setHeader("cache-control", "public, max-age=60").sendStatus(404);
  };
  router.get("/media/remote/accounts/:id/:kind/:token", async (req, res) => {
    const { id, kind, token } = req.params;
    const known =
      kind === "avatar" || kind === "header" ? keepPortrait(kith, readId(id) ?? 0, { kind, token, marking: req.query }) : nothing;
    await send(known, { req, res });
  });
  router.get("/media/remote/emoji/:signature/:url", async (req, res) => {
    await send(keepEmoji(kith, req.params.signature, req.params.url), { req, res });
  });
  router.get("/media/remote/chats/:id/:token", async (req, res) => {
    const { keepChatPicture } = await import("../chats/picture-files.ts");
    await send(keepChatPicture(kith, readId(req.params.id) ?? 0, req.params.token, req.query), { req, res });
  });
  router.get("/media/remote/playlists/:id/:token", async (req, res) => {
    const { keepIcon } = await import("../playlists/picture.ts");
    await send(keepIcon(kith, readId(req.params.id) ?? 0, req.params.token), { req, res });
  });
  router.get("/media/remote/:id/:kind/:token", async (req, res) => {
    const { id, kind, token } = req.params;
    const known =
      kind === "original" || kind === "small" ? keepMedia(kith, readId(id) ?? 0, { kind, token, marking: req.query }) : nothing;
    await send(known, { req, res });
  });
}

/** The playlists and captions of videos, for players anywhere. */
function videoRoutes(kith: Kith, router: Router): void {
  const send = (req: Request, res: Response, found: { type: string; text: string; max_age: number } | undefined) => {
    harmless(res);
    if (found === undefined) return void res.sendStatus(404);
    const { max_age, shared } = keepingOf(kith, req);
    res.setHeader("cache-control", kept(Math.min(max_age, found.max_age), shared));
    res.type(found.type).send(found.text);
  };
  router.get("/media/hls/:token/:which.m3u8", async (req, res) => {
    const { playlistOf, PLAYLIST_TYPE } = await import("../videos/playlist.ts");
    const text = await playlistOf(kith, req.params.token, req.params.which, req.query);
    send(req, res, text === undefined ? undefined : { type: PLAYLIST_TYPE, text, max_age: 60 });
  });
  router.get("/media/captions/:token.vtt", async (req, res) => {
    const { readCaptions } = await import("../videos/captions.ts");
    const text = await readCaptions(kith, req.params.token, req.query);
    send(req, res, text === undefined ? undefined : { type: "text/vtt; charset=utf-8", text, max_age: WEEK });
  });
  router.get("/media/remote/sizes/:id/:token", async (req, res) => {
    const { keepRung } = await import("../videos/elsewhere.ts");
    const file = await keepRung(kith, readId(req.params.id) ?? 0, req.params.token, req.query);
    if (file === undefined) return send(req, res, undefined);
    await sendStored(kith, { ...file, ...keepingOf(kith, req) }, { req, res });
  });
}

/** What lies apart, to whoever has been given an address that is still good. */
function apartRoutes(kith: Kith, router: Router): void {
  const named = ({ query }: Request, path: string): string | undefined => {
    const name = path.slice("/media/".length);
    return isApart(name) && goodUntil(kith, name, query) > 0 ? name : undefined;
  };
  router.get("/media/stories/frame/*name", async (req, res) => {
    const name = named(req, req.path.replace("/stories/frame/", "/").replace(/\.jpg$/, ""));
    harmless(res);
    if (name === undefined) return void res.sendStatus(404);
    const { frameOf } = await import("../stories/frame.ts");
    res.setHeader("cache-control", "private, max-age=3600");
    res.type("jpg").send(await frameOf(kith, name));
  });
  router.get(["/media/private/*name", "/media/stories/*name"], async (req, res) => {
    const name = named(req, req.path);
    if (name === undefined) return void res.sendStatus(404);
    await sendStored(kith, { name, type: typeOfName(name), ...keepingOf(kith, req) }, { req, res });
  });
}

/** How long an answer may be kept elsewhere: what a mark has opened, by who asked alone, and no longer than that is good. */
function keepingOf({ now }: Kith, { originalUrl }: Request): { max_age: number; shared: boolean } {
  const end = endOfMark(originalUrl);
  return end === undefined
    ? { max_age: WEEK, shared: true }
    : { max_age: Math.min(Math.max(Math.floor((end - now()) / 1000), 0), WEEK), shared: false };
}

const nothing = Promise.resolve(undefined);
/** seconds */
const WEEK = 604_800;

function sendPng(res: Response, bytes: Buffer): void {
  harmless(res);
  res.setHeader("cache-control", "public, max-age=604800");
  res.type("png").send(bytes);
}

/** Clients expect a PNG at these addresses. */
async function draw(svg: string): Promise<Buffer> {
  const { default: sharp } = await import("sharp");
  return await sharp(Buffer.from(svg)).png().toBuffer();
}

const AVATAR = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect width="400" height="400" fill="#8a94a6"/><g fill="#e6e9ef"><circle cx="200" cy="155" r="75"/><path d="M60 400c0-100 60-150 140-150s140 50 140 150z"/></g></svg>`;
const HEADER = `<svg xmlns="http://www.w3.org/2000/svg" width="1500" height="500"><rect width="1500" height="500" fill="#b9c0cc"/></svg>`;
