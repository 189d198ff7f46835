/** Stylesheet, scripts and icon: named by their content, so that browsers keep them for ever, and compressed once. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request, Response } from "express";
import type { Kith } from "../../kith.ts";
import { lazy } from "../../lazy.ts";
import { styleOf } from "../../site/accent.ts";

const VIEWS = join(import.meta.dirname, "../../../views");
/** Scripts and pictures. */
const FOLDER = join(VIEWS, "assets");
/** The one stylesheet is written in parts, which are put together in the order of their names. */
const STYLE = join(VIEWS, "style");
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

type Encoding = "br" | "gzip" | "identity";
type Asset = { type: string; hash: string; encoded: Readonly<Record<Encoding, () => Promise<Buffer>>> };

export type Assets = {
  /** The address of a file by its name, such as `style.css`. @throws Error when there is none */
  url(name: string): string;
  /** Answers `/assets/…`; false when there is no such file. */
  serve(req: Request, res: Response): Promise<boolean>;
};

/** Reads the files; made once for each instance. */
export function openAssets(): Assets {
  const style = namesIn(STYLE)
    .toSorted()
    .map((name) => readFileSync(join(STYLE, name)));
  const assets = new Map([
    ...namesIn(FOLDER).map((name) => [name, makeAsset(name, readFileSync(join(FOLDER, name)))] as const),
    ["style.css", makeAsset("style.css", Buffer.concat(style))] as const,
  ]);
  const addresses = new Map([...assets].map(([name, { hash }]) => [name.replace(/(\.\w+)$/, `.${hash}$1`), name]));
  const urls = new Map([...addresses].map(([address, name]) => [name, `/assets/${address}`]));
  return {
    url: (name) => {
      const url = urls.get(name);
      if (url === undefined) throw new Error(`views has no ${name}`);
      return url;
    },
    serve: async (req, res) => {
      const address = req.path.slice("/assets/".length);
      const name = addresses.get(address);
      const asset = assets.get(name ?? address);
      if (asset === undefined) return false;
      // By its plain name it may change at any time: for what a script imports, and for addresses written by hand.
      await send(asset, name === undefined ? "no-cache" : "public, max-age=31536000, immutable", { req, res });
      return true;
    },
  };
}

/** Answers for the stylesheet of the instance's accent; false for any other name. An older name gets what holds now. */
export function serveSiteStyle(kith: Kith, name: string, res: Response): boolean {
  if (!/^site(?:\.[0-9a-f]+)?\.css$/.test(name)) return false;
  const { file, css } = styleOf(kith);
  res.set({
    "Content-Type": TYPES["css"],
    "Cache-Control": name === file ? "public, max-age=31536000, immutable" : "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
  });
  res.send(css);
  return true;
}

const namesIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => TYPES[name.split(".").at(-1) ?? ""] !== undefined);

function makeAsset(name: string, bytes: Buffer): Asset {
  const hash = createHash("sha256")
    .update(bytes)
    .digest("base64url")
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, 12);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  const encoded = {
    br: lazy(async () => await promisify(brotliCompress)(bytes, best)),
    gzip: lazy(async () => await promisify(gzip)(bytes, { level: 9 })),
    identity: async () => bytes,
  };
  return { hash, encoded, type: TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream" };
}

async function send({ encoded, type, hash }: Asset, cache: string, { req, res }: { req: Request; res: Response }): Promise<void> {
  const encoding = (req.acceptsEncodings(["br", "gzip", "identity"]) || "identity") as Encoding;
  const tag = `"${hash}-${encoding}"`;
  res.set({
    "Content-Type": type,
    "Cache-Control": cache,
    Vary: "Accept-Encoding",
    ETag: tag,
    "Cross-Origin-Resource-Policy": "same-origin",
  });
  if (req.headers["if-none-match"] === tag) return void res.status(304).end();
  const body = await encoded[encoding]();
  if (encoding !== "identity") res.set("Content-Encoding", encoding);
  res.set("Content-Length", String(body.length));
  if (req.method === "HEAD") res.end();
  else res.end(body);
}
