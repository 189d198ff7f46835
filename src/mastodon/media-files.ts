/** Serves media by their names, and what is shown where there is no picture. */
import { Router, type Request, type Response } from "express";
import { readId } from "../ids.ts";
import { lazy } from "../lazy.ts";
import type { Kith } from "../kith.ts";
import { isPublicName, typeOfName } from "../media/names.ts";
import { keepEmoji, keepMedia, keepPortrait } from "../media/remote/find.ts";
import type { Kept } from "../media/remote/keep.ts";
import { harmless, sendStored } from "./send-file.ts";

/** `GET /media/*` (ranges, ETags, for ever), `/avatars/original/missing.png` and `/headers/original/missing.png`. */
export function mediaRouter(kith: Kith): Router {
  const router = Router();
  remoteRoutes(kith, router);
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
  const send = async (kept: Promise<Kept | undefined>, io: { req: Request; res: Response }) => {
    const found = await kept;
    if (found !== undefined) return await sendStored(kith, { ...found, max_age: WEEK }, io);
    harmless(io.res);
    io.res.setHeader("cache-control", "public, max-age=60").sendStatus(404);
  };
  router.get("/media/remote/accounts/:id/:kind/:token", async (req, res) => {
    const { id, kind, token } = req.params;
    const known = kind === "avatar" || kind === "header" ? keepPortrait(kith, readId(id) ?? 0, kind, token) : nothing;
    await send(known, { req, res });
  });
  router.get("/media/remote/emoji/:signature/:url", async (req, res) => {
    await send(keepEmoji(kith, req.params.signature, req.params.url), { req, res });
  });
  router.get("/media/remote/:id/:kind/:token", async (req, res) => {
    const { id, kind, token } = req.params;
    const known = kind === "original" || kind === "small" ? keepMedia(kith, readId(id) ?? 0, kind, token) : nothing;
    await send(known, { req, res });
  });
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
