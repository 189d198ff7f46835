/** The door for apps, served on a port of its own, and a browser to come in with. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { createApp, OOB } from "../../src/access/apps.ts";
import { oauthRouter } from "../../src/oauth/router.ts";
import type { TestKith } from "../world/instance.ts";
import { PASSWORD } from "./persons.ts";

export const CALLBACK = "https://app.test/cb?to=%2Fhome";

/** A browser that keeps cookies and follows nothing by itself. */
export function openBrowser(base: string) {
  const jar = new Map<string, string>();
  return async (path: string, form?: Record<string, string>) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const body = form && { method: "POST", body: new URLSearchParams(form) };
    const response = await fetch(`${base}${path}`, { redirect: "manual", headers: { cookie }, ...body });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return {
      status: response.status,
      text: await response.text(),
      headers: response.headers,
      location: response.headers.get("location") ?? "",
    };
  };
}

/** The hidden fields of the page's last form. */
export function hiddenIn(text: string): Record<string, string> {
  const form = text.slice(text.lastIndexOf("<form"));
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(
    fields.map(([, name = "", value = ""]) => [
      name,
      value.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'"),
    ]),
  );
}

export async function serveDoor(kith: TestKith) {
  const server = createServer(express().set("query parser", "simple").use(oauthRouter(kith)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const registered = await createApp(kith, {
    client_name: "Elk <b>",
    redirect_uris: [CALLBACK, OOB, "myapp:/done"],
    scopes: "read write",
  });
  const { client_id, client_secret } = registered;
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${base}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, string> };
  };
  const authorize = (more: Record<string, string> = {}) =>
    `/oauth/authorize/?${new URLSearchParams({ client_id, response_type: "code", redirect_uri: CALLBACK, scope: "read", state: "s p", ...more }).toString()}`;
  return {
    base,
    client: { client_id, client_secret },
    post,
    authorize,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Signs in on the way to the consent page; returns the browser and that page. */
export async function signedIn(door: Awaited<ReturnType<typeof serveDoor>>, path: string) {
  const browse = openBrowser(door.base);
  const form = hiddenIn((await browse(path)).text);
  const sent = await browse("/oauth/sign_in", { ...form, login: "mia", password: PASSWORD });
  return { browse, sent, page: await browse(sent.location) };
}
