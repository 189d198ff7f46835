/** One instance with its pages, and browsers without a browser: cookies, forms with their hidden fields, and what comes back. */
import { createUser } from "../../src/accounts/create.ts";
import type { InstanceConfig } from "../../src/config.ts";
import type { Account } from "../../src/db/schema.ts";
import type { Connect } from "../../src/http/open.ts";
import type { Draft } from "../../src/statuses/draft.ts";
import { serve } from "../../src/start.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { makeClient, type Answer, type Client } from "../world/client.ts";
import { openTestKith, type TestKith } from "../world/instance.ts";
import { PASSWORD } from "../world/people.ts";

export type Fields = Readonly<Record<string, string | Blob>>;

export type Surfer = {
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Opens the page at `from`, and sends its token with the fields to `to`; as multipart where there are files. */
  send(
    to: string,
    fields?: Fields,
    options?: { from?: string; headers?: Record<string, string>; files?: boolean },
  ): Promise<Answer>;
  /** Sends what a page has been left with, its token among it, without opening the page again. */
  resend(to: string, fields: Fields, options?: { headers?: Record<string, string>; files?: boolean }): Promise<Answer>;
  /** What a mail program sends for who has one open: no page, no cookie, no origin. */
  click(to: string, headers: Record<string, string>, body: string): Promise<Answer>;
  /** Signs in with the tests' password. */
  signsIn(login: string): Promise<Answer>;
};

export type Site = AsyncDisposable & {
  kith: TestKith;
  surfer(): Surfer;
  joins(username: string, options?: { locked?: boolean }): Promise<Account>;
  posts(author: Account, text: string, draft?: Partial<Draft>): Promise<string>;
};

/** @param connect to other servers, where there are any */
export async function openSite(config: InstanceConfig = {}, domain = "alpha.test", connect?: Connect): Promise<Site> {
  const kith = await openTestKith(domain, { config, ...(connect === undefined ? {} : { connect }) });
  const serving = await serve(kith, { host: "127.0.0.1", port: 0 });
  const client = makeClient(domain, () => serving.port);
  return {
    kith,
    surfer: () => makeSurfer(client, kith.instance.origin),
    joins: async (username, { locked = false } = {}) => {
      const { account } = await createUser(kith, {
        username,
        email: `${username}@mail.test`,
        password: PASSWORD,
        approved: true,
        confirmed: true,
      });
      if (locked)
        await kith.write(
          async (tx) => await tx.updateTable("accounts").set({ locked: 1 }).where("id", "=", account.id).execute(),
        );
      return { ...account, locked: locked ? 1 : 0 };
    },
    posts: async (author, text, draft = {}) => {
      const whole = {
        text,
        visibility: "public",
        sensitive: false,
        spoiler_text: "",
        media_ids: [],
        language: "en",
        ...draft,
      } as const;
      const { id } = await publishStatus(kith, author, whole);
      return String(id);
    },
    [Symbol.asyncDispose]: async () => {
      await serving.close();
      await kith[Symbol.asyncDispose]();
    },
  };
}

export function makeSurfer(client: Client, origin: string): Surfer {
  const cookies = new Map<string, string>();
  const ask = async (method: string, path: string, options: { headers?: Record<string, string>; body?: unknown } = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { accept: "text/html", ...(cookie === "" ? {} : { cookie }), ...options.headers };
    const answer = await client(method, path, { ...options, headers });
    for (const set of setCookies(answer)) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  const get: Surfer["get"] = async (path, headers = {}) => await ask("GET", path, { headers });
  const send: Surfer["send"] = async (to, fields = {}, { from = to, headers = {}, files = false } = {}) => {
    return await resend(to, { csrf: tokenOf(await get(from)), ...fields }, { headers, files });
  };
  const resend: Surfer["resend"] = async (to, fields, { headers = {}, files = false } = {}) => {
    const all: [string, string | Blob][] = Object.entries(fields);
    const form = { origin, ...headers };
    if (!files)
      return await ask("POST", to, {
        headers: { "content-type": "application/x-www-form-urlencoded", ...form },
        body: new URLSearchParams(all as [string, string][]).toString(),
      });
    const body = new FormData();
    for (const [name, value] of all) {
      if (typeof value === "string") body.append(name, value);
      else body.append(name, value, "picture.png");
    }
    const packed = new Response(body);
    return await ask("POST", to, {
      headers: { "content-type": packed.headers.get("content-type") ?? "", ...form },
      body: Buffer.from(await packed.arrayBuffer()),
    });
  };
  const signsIn: Surfer["signsIn"] = async (login) => await send("/sign_in", { login, password: PASSWORD });
  const click: Surfer["click"] = async (to, headers, body) => await client("POST", to, { headers, body });
  return { cookies, get, send, resend, click, signsIn };
}

export const setCookies = ({ headers }: Answer): string[] => [headers["set-cookie"] ?? []].flat();

/** The token of the first form of a page; "" where there is none. */
export const tokenOf = ({ text }: Answer): string => /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? "";

/** What a page says in its middle column. */
export const textOf = (markup: string): string =>
  markup
    .replace(/^[\s\S]*?<main/, "<main")
    .replace(/<aside[\s\S]*$/, "")
    .replace(/<\/main>[\s\S]*$/, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

/** Somebody who has joined and signed in. */
export async function member(site: Site, name: string) {
  const account = await site.joins(name);
  const surfer = site.surfer();
  await surfer.signsIn(name);
  const reads = async (path: string) => textOf((await surfer.get(path)).text);
  return { account, surfer, reads };
}
