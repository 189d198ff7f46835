/** Apps: the programs by which people use this server. Anybody may register one; they are never cleaned away, for clients keep their ids. */
import { toJson } from "../db/columns.ts";
import type { Reads, Row } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { httpUrl, stripNul } from "../text/outside.ts";
import { areScopes, DEFAULT_SCOPES, splitScopes } from "./scopes.ts";
import { hashSecret, isSame, makeSecret } from "./secrets.ts";

export type App = Row<"apps">;
export type NewApp = {
  client_name: string;
  /** One or several, parted by white space or as a list. */
  redirect_uris: string | readonly string[];
  scopes?: string | readonly string[] | undefined;
  website?: string | null | undefined;
};

/** The redirect address of programs that show the code for the person to copy. */
export const OOB = "urn:ietf:wg:oauth:2.0:oob";
const NEVER_OPENED: ReadonlySet<string> = new Set(["javascript:", "data:", "vbscript:", "file:", "about:", "blob:", "mailto:"]);

/**
 * Registers an app. The secret is returned this once.
 *
 * @throws Refusal `invalid` in Mastodon's words
 */
export async function createApp(kith: Kith, app: NewApp): Promise<{ app: App; client_id: string; client_secret: string }> {
  const row = { ...readApp(app), id: kith.newId(), client_id: makeSecret(), created_at: kith.now() };
  const client_secret = makeSecret();
  const values = { ...row, client_secret_hash: hashSecret(client_secret) };
  await kith.write(async (tx) => await tx.insertInto("apps").values(values).execute());
  return { app: values, client_id: row.client_id, client_secret };
}

function readApp(app: NewApp): Pick<App, "name" | "website" | "redirect_uris" | "scopes"> {
  const name = stripNul(app.client_name).trim();
  if (name === "") throw invalid("Validation failed: Application name can't be blank");
  if (name.length > 60) throw invalid("Validation failed: Application name is too long (maximum is 60 characters)");
  const scopes = splitScopes(app.scopes ?? "");
  if (!areScopes(scopes)) throw invalid("Validation failed: Scopes doesn't match configured on the server.");
  const website = app.website === null || app.website === undefined || app.website.trim() === "" ? "" : httpUrl(app.website);
  if (website === undefined) throw invalid("Validation failed: Website must be a valid URL");
  const redirect_uris = readRedirects(app.redirect_uris);
  return {
    name,
    website,
    redirect_uris: toJson(redirect_uris),
    scopes: (scopes.length === 0 ? DEFAULT_SCOPES : scopes).join(" "),
  };
}

function readRedirects(redirects: string | readonly string[]): string[] {
  const list = (typeof redirects === "string" ? [redirects] : redirects)
    .flatMap((text) => text.trim().split(/\s+/))
    .filter((uri) => uri !== "");
  if (list.length === 0) throw invalid("Validation failed: Redirect URI can't be blank");
  if (list.length > 20 || list.join("\n").length > 2000)
    throw invalid("Validation failed: Redirect URI is too long (maximum is 2000 characters)");
  for (const uri of list) if (!mayRedirect(uri)) throw invalid("Validation failed: Redirect URI must be an absolute URI.");
  return list;
}

/** Absolute, without fragment, and nothing that a browser would run or open itself. Kept as written: it is compared as text. */
function mayRedirect(uri: string): boolean {
  if (uri === OOB) return true;
  const url = URL.parse(uri);
  return url !== null && url.hash === "" && !uri.includes("#") && !NEVER_OPENED.has(url.protocol);
}

export const findApp = async (db: Reads, id: number): Promise<App | undefined> =>
  await db.selectFrom("apps").selectAll().where("id", "=", id).executeTakeFirst();

export const findAppByClientId = async (db: Reads, client_id: string): Promise<App | undefined> =>
  await db.selectFrom("apps").selectAll().where("client_id", "=", client_id.slice(0, 200)).executeTakeFirst();

/** Whether a secret is the app's. */
export const isSecretOf = (app: App, secret: string): boolean => isSame(app.client_secret_hash, hashSecret(secret));

/** Takes back every token that a person has given to an app. */
export async function removeGrant(kith: Kith, user_id: number, app_id: number): Promise<number> {
  return await kith.write(async (tx, happened) => {
    const gone = await tx
      .deleteFrom("tokens")
      .where("user_id", "=", user_id)
      .where("app_id", "=", app_id)
      .returning("id")
      .execute();
    if (gone.length > 0) happened({ type: "tokens.revoked", user_id });
    return gone.length;
  });
}
