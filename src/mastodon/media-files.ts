/** Serves media by their names, and what is shown where there is no picture. Nothing served here may run in anybody's browser. */
import { Router, static as serveFolder, type Response } from "express";
import { lazy } from "../lazy.ts";
import type { Kith } from "../kith.ts";

const YEAR = 31_536_000_000;

/** `GET /media/*` (ranges, ETags, for ever), `/avatars/original/missing.png` and `/headers/original/missing.png`. */
export function mediaRouter(kith: Kith): Router {
  const router = Router();
  const folder = serveFolder(kith.files.folder, {
    index: false,
    redirect: false,
    dotfiles: "ignore",
    maxAge: YEAR,
    immutable: true,
    setHeaders: harmless,
  });
  router.use("/media", (req, res, next) => {
    // Files that are still being written end in `.part`.
    if (!/^(?:\/[a-z0-9_-]+)+\.[a-z0-9]{2,5}$/.test(req.path) || req.path.endsWith(".part")) return void res.sendStatus(404);
    folder(req, res, (error?: unknown) => (error === undefined ? void res.sendStatus(404) : next(error)));
  });
  const avatar = lazy(async () => await draw(AVATAR));
  const header = lazy(async () => await draw(HEADER));
  router.get("/avatars/original/missing.png", async (_req, res) => sendPng(res, await avatar()));
  router.get("/headers/original/missing.png", async (_req, res) => sendPng(res, await header()));
  return router;
}

function harmless(res: Response | { setHeader: Response["setHeader"] }): void {
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  res.setHeader("cross-origin-resource-policy", "cross-origin");
  res.setHeader("access-control-allow-origin", "*");
}

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
