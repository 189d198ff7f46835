/** WebFinger (RFC 7033) and host-meta (RFC 6415): Fedify answers the first time, its bytes ever after. */
import type { Request, Response } from "express";
import { findAccountByHandle, findAccountById } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { gone, missing } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { localAccountId } from "../../uris.ts";
import type { Fedify } from "../fedify.ts";
import { reply } from "./answer.ts";
import { bytesOf } from "./bytes.ts";

const JRD = "application/jrd+json";

export async function serveWebFinger(
  kith: Kith,
  fedify: () => Promise<Fedify>,
  request: Request,
  response: Response,
): Promise<void> {
  const { resource } = request.query;
  if (typeof resource !== "string" || resource === "" || resource.length > 2000)
    return reply(response, { body: "Which resource?\n", status: 400, type: "text/plain" });
  const account = await findNamed(kith, resource);
  if (account === undefined) throw missing();
  if (account.deleted_at > 0 || account.suspended_at > 0) throw gone();
  const body = await bytesOf(
    kith,
    `webfinger/${account.id}`,
    String(account.updated_at),
    async () => await ask(kith, await fedify(), account),
  );
  reply(response, { body, type: JRD });
}

/** However it was asked for, the answer is that of the account's one address: hence one set of bytes for each account. */
async function ask({ instance }: Kith, fedify: Fedify, account: Account): Promise<string> {
  const url = new URL("/.well-known/webfinger", instance.origin);
  url.searchParams.set("resource", `acct:${account.username}@${instance.domain}`);
  const answer = await fedify.fetch(new Request(url, { headers: { accept: JRD } }));
  if (answer.status !== 200) throw missing();
  const document = (await answer.json()) as { aliases?: string[] };
  return JSON.stringify({ ...document, aliases: [...new Set([account.url, account.uri, ...(document.aliases ?? [])])] });
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
