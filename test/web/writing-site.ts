/** What tests of writing begin with: somebody who is signed in, the form, and what came of it. */
import sharp from "sharp";
import type { Account } from "../../src/db/schema.ts";
import type { Fields, Site, Surfer } from "./site.ts";

export const picture = async (background = "teal"): Promise<Blob> => {
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background } })
    .png()
    .toBuffer();
  return new Blob([new Uint8Array(bytes)], { type: "image/png" });
};

export async function signedIn(site: Site): Promise<{ surfer: Surfer; ann: Account }> {
  const ann = await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  return { surfer, ann };
}

export const writes = async (surfer: Surfer, fields: Fields, from = "/compose") =>
  await surfer.send("/compose", { do: "publish", visibility: "public", ...fields }, { from, files: true });

export const statuses = async ({ kith }: Site) =>
  await kith.db.selectFrom("statuses").selectAll().where("deleted_at", "=", 0).orderBy("id").execute();

export const mediaOf = async ({ kith }: Site) => await kith.db.selectFrom("media").selectAll().orderBy("id").execute();

/** The value of a hidden field of a page. */
export const hidden = (text: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? "";
