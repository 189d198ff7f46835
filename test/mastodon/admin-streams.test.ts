/** Streams and those who run the server: a suspended listener is cut off at once, and announcements are heard. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { ADMIN_SCOPES } from "../world/staff.ts";
import { openLive, type Live } from "./live.ts";

let live: Live;
let port: number;
beforeAll(async () => {
  live = await openLive({ still: true });
  ({ port } = live);
}, 30_000);
afterAll(async () => await live[Symbol.asyncDispose]());

const person = async (name: string, role: "user" | "admin" = "user") => await live.person(name, { role, scopes: ADMIN_SCOPES });

/** Reads the home stream as text, until it holds what is waited for or ends. */
async function listen(token: string) {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/streaming/user`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    until: async (mark: string): Promise<string> => {
      while (!text.includes(mark)) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error(`the stream ended without ${mark}`);
        text += value;
      }
      return text;
    },
    ends: async (): Promise<void> => {
      while (!((await reader?.read().catch(() => undefined))?.done ?? true));
    },
    stop: async () => await reader?.cancel(),
  };
}

test("announcements, reactions to them and their end are heard by everybody", async () => {
  const [ada, bob] = [await person("ada", "admin"), await person("bob")];
  const stream = await listen(bob.token);
  const made = await ada.api<{ id: string }>("POST", "/api/kith/v1/admin/announcements", { text: "Hear me" });
  expect(await stream.until("Hear me")).toContain("event: announcement\n");
  await ada.api("PUT", `/api/v1/announcements/${made.id}/reactions/${encodeURIComponent("👍")}`);
  const heard = await stream.until("announcement.reaction");
  expect(heard + (await stream.until(`"announcement_id":"${made.id}"`))).toContain('"count":1');
  await ada.api("DELETE", `/api/kith/v1/admin/announcements/${made.id}`);
  expect(await stream.until("announcement.delete")).toContain(`event: announcement.delete\ndata: ${made.id}`);
  await stream.stop();
});

test("who is suspended or disabled is cut off, and let in again afterwards", async () => {
  const [ada, eve] = [await person("ann", "admin"), await person("eve")];
  for (const [type, back] of [
    ["suspend", "unsuspend"],
    ["disable", "enable"],
  ] as const) {
    const stream = await listen(eve.token);
    await stream.until(":)");
    await ada.api("POST", `/api/v1/admin/accounts/${eve.id}/action`, { type });
    await stream.ends();
    expect((await eve.asks("GET", "/api/v1/streaming/user")).status).toBe(403);
    expect((await eve.asks("GET", "/api/v1/emails/check_confirmation")).status).toBe(403);
    await ada.api("POST", `/api/v1/admin/accounts/${eve.id}/${back}`);
    expect((await eve.asks("GET", "/api/v1/accounts/verify_credentials")).status).toBe(200);
  }
});

test("a network without access opens no stream either", async () => {
  const [ada, bob] = [await person("abe", "admin"), await person("bea")];
  const block = await ada.api<{ id: string }>("POST", "/api/v1/admin/ip_blocks", {
    ip: "198.51.100.0/24",
    severity: "no_access",
  });
  const from = async (address: string): Promise<number> => {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/api/v1/streaming?access_token=${bob.token}`, {
      headers: { "x-forwarded-for": address },
    });
    const status = await new Promise<number>((resolve) => {
      ws.on("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
      ws.on("open", () => resolve(101));
      ws.on("error", () => undefined);
    });
    ws.terminate();
    return status;
  };
  expect([await from("198.51.100.9"), await from("8.8.8.8, 198.51.100.9"), await from("8.8.8.8")]).toEqual([403, 403, 101]);
  await ada.api("DELETE", `/api/v1/admin/ip_blocks/${block.id}`);
  expect(await from("198.51.100.9")).toBe(101);
});
