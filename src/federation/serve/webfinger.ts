/**
 * WebFinger (RFC 7033) and host-meta (RFC 6415), rendered once and kept as bytes. Every server that meets one of our people asks for this, so it is not
 * asked of Fedify, which would have to be read for it whole, with Node's own fetch: 20 MB.
 */
import type { Request, Response } from "express";
import { findAccountByHandle, findAccountById } from "../../accounts/find.ts";
import type { Instance } from "../../config.ts";
import type { Account } from "../../db/schema.ts";
import { gone, missing } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { localAccountId } from "../../uris.ts";
import { imageType } from "../write/tags.ts";
import { fileUrl } from "../write/writer.ts";
import { reply } from "./answer.ts";
import { bytesOf } from "./bytes.ts";

const JRD = "application/jrd+json";

export async function serveWebFinger(kith: Kith, request: Request, response: Response): Promise<void> {
  const { resource } = request.query;
  if (typeof resource !== "string" || resource === "" || resource.length > 2000)
    return reply(response, { body: "Which resource?\n", status: 400, type: "text/plain" });
  const account = await findNamed(kith, resource);
  if (account === undefined) throw missing();
  if (account.deleted_at > 0 || account.suspended_at > 0) throw gone();
  const version = String(account.updated_at);
  const body = await bytesOf(kith, `webfinger/${account.id}`, version, async () => describe(kith.instance, account));
  reply(response, { body, type: JRD });
}

/** However it was asked for, the answer is that of the account's one address: hence one set of bytes for each account. */
function describe(instance: Instance, { username, uri, url, avatar }: Account): string {
  const [picture, type] = [fileUrl(instance, avatar), imageType(avatar)];
  const links = [
    { rel: "self", href: uri, type: "application/activity+json" },
    { rel: "http://webfinger.net/rel/profile-page", href: url },
    ...(picture === null
      ? []
      : [{ rel: "http://webfinger.net/rel/avatar", href: picture.href, ...(type === null ? {} : { type }) }]),
    ...intents(instance),
  ];
  return JSON.stringify({ subject: `acct:${username}@${instance.domain}`, aliases: [url, uri], links });
}

const SHARE = "title={name}&text={content}&summary={summary}&in_reply_to={inReplyTo}";

/**
 * Where our people do what they set out to do on other sites (FEP-3b86): each leads to the page on which it is one press of a button. The first is the
 * older word for the second.
 */
function intents({ origin }: Pick<Instance, "origin">): { rel: string; template: string }[] {
  const template = `${origin}/authorize_interaction?uri={object}`;
  return [
    { rel: "http://ostatus.org/schema/1.0/subscribe", template: `${origin}/authorize_interaction?uri={uri}` },
    ...["Follow", "Like", "Announce", "Object"].map((name) => ({ rel: `https://w3id.org/fep/3b86/${name}`, template })),
    { rel: "https://w3id.org/fep/3b86/Create", template: `${origin}/share?${SHARE}` },
  ];
}

/** The account meant by `acct:name@domain`, its actor's uri, or its page. A leading @ is forgiven, as is the missing scheme. */
async function findNamed(kith: Kith, resource: string): Promise<Account | undefined> {
  const { instance, db } = kith;
  const id = localAccountId(instance, resource);
  if (id !== undefined) {
    const account = await findAccountById(db, id);
    return account?.host === "" ? account : undefined;
  }
  const page = resource.startsWith(`${instance.origin}/@`) ? resource.slice(instance.origin.length + 2) : undefined;
  const [, name, host] = /^(?:acct:)?@?([^@/\s]+)@([^@/\s]+)$/i.exec(resource) ?? [];
  const username = page ?? (host?.toLowerCase() === instance.domain ? name : undefined);
  if (username === undefined || !/^[\w.-]{1,64}$/.test(username)) return undefined;
  return await findAccountByHandle(db, username, "");
}

/** Clients look here for the address of WebFinger: in XML, or in JSON (RFC 6415, 3 and appendix A) for whom asks for that. */
export function serveHostMeta({ instance }: Kith, request: Request, response: Response): void {
  const template = `${instance.origin}/.well-known/webfinger?resource={uri}`;
  if (request.path.endsWith(".json") || /\bjson\b/i.test(request.headers.accept ?? "")) {
    const links = [{ rel: "lrdd", type: JRD, template }];
    return reply(response, { body: JSON.stringify({ links }), type: request.path.endsWith(".json") ? "application/json" : JRD });
  }
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="lrdd" type="${JRD}" template="${template}"/>
</XRD>
`;
  reply(response, { body, type: "application/xrd+xml" });
}
