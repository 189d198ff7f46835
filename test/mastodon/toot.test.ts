/** `toot`, a program for terminals that Debian packages: it logs in through the pages where a person lets an app in, posts with a picture, and reads. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { serve } from "../../src/start.ts";
import { makeClient } from "../world/client.ts";
import { openTestKith } from "../world/instance.ts";
import { join as joins, PASSWORD } from "../world/people.ts";
import { freePort } from "../world/ports.ts";
import { follow } from "../world/process.ts";

/** Whether it is there; says so once when it is not, and on CI it must be. */
function hasToot(): boolean {
  if (spawnSync("toot", ["--help"], { stdio: "ignore" }).error === undefined) return true;
  if (process.env["CI"] === "true") throw new Error("no toot: on CI it must be there (Debian: apt-get install toot)");
  console.warn("The test with toot is left out: it is not installed (Debian: apt-get install toot).");
  return false;
}

/** A browser: it keeps cookies, and follows nothing by itself. */
function openBrowser(origin: string) {
  const jar = new Map<string, string>();
  return async (path: string, form?: Record<string, string>) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const sent = form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) };
    const response = await fetch(new URL(path, origin), { redirect: "manual", headers: { cookie }, ...sent });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return { text: await response.text(), location: response.headers.get("location") ?? "" };
  };
}

const hidden = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.slice(text.lastIndexOf("<form")).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
      ([, name = "", value = ""]) => [name, value.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'")],
    ),
  );

/** Signs in and allows, as a person would; returns the code that the last page shows. */
async function letIn(origin: string, address: string): Promise<string> {
  const browse = openBrowser(origin);
  const signIn = await browse(address);
  const signedIn = await browse("/oauth/sign_in", { ...hidden(signIn.text), login: "alice", password: PASSWORD });
  const consent = await browse(signedIn.location);
  const allowed = await browse("/oauth/authorize", { ...hidden(consent.text), decision: "allow" });
  const page = await browse(allowed.location);
  return /<code class="code">([^<]+)<\/code>/.exec(page.text)?.[1] ?? "";
}

test.runIf(hasToot())("toot logs in, posts with a picture, reads and marks", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "kith-toot-"));
  const port = await freePort();
  const domain = `127.0.0.1:${port}`;
  await using kith = await openTestKith(domain, { now: () => Date.now() });
  const serving = await serve(kith, { host: "127.0.0.1", port });
  kith.worker.start();
  const client = makeClient(domain, () => port);
  const bob = await joins({ kith, client, handle: `bob@${domain}` });
  await joins({ kith, client, handle: `alice@${domain}` });
  const start = (...args: string[]) =>
    spawn("toot", args, { env: { ...process.env, XDG_CONFIG_HOME: folder, PYTHONUNBUFFERED: "1" }, stdio: "pipe" });
  const toot = async (...args: string[]): Promise<string> => {
    const child = start(...args, "--no-color");
    child.stdin.end();
    const running = follow(child);
    expect([args, await running.ended, running.output()]).toEqual([args, 0, expect.any(String)]);
    return running.output();
  };
  try {
    const child = start("login", "-i", domain, "--disable-https", "--no-color");
    const login = follow(child);
    await login.says(/Open link/);
    child.stdin.write("n\n");
    await login.says(/Authorization code/);
    const address = /http:\/\/\S+\/oauth\/authorize\S+/.exec(login.output())?.[0] ?? "";
    child.stdin.write(`${await letIn(`http://${domain}`, address)}\n`);
    child.stdin.end();
    expect([await login.ended, login.output()]).toEqual([0, expect.stringContaining("Successfully logged in")]);
    expect(await toot("whoami")).toContain("@alice");
    const picture = join(folder, "pink.png");
    const pink = { width: 40, height: 30, channels: 3, background: "#a37" } as const;
    writeFileSync(picture, await sharp({ create: pink }).png().toBuffer());
    expect(await toot("post", "Hello from a terminal #shell", "--media", picture, "--description", "Pink")).toContain("/@alice/");
    const [status] = await bob.publicTimeline("?local=true");
    expect(status).toMatchObject({
      media_attachments: [{ type: "image", description: "Pink" }],
      application: { name: "toot - a Mastodon CLI client" },
    });
    await bob.replies(status!, "@alice hello yourself");
    expect(await toot("timeline", "--once")).toContain("Hello from a terminal #shell");
    expect(await toot("notifications")).toContain("hello yourself");
    expect(await toot("thread", status!.id)).toContain("hello yourself");
    expect(await toot("search", "#shell")).toContain("shell");
    expect(await toot("follow", "bob")).toContain("following bob");
    expect(await toot("following", "alice")).toContain("@bob");
    expect(await toot("bookmark", status!.id)).toContain("bookmarked");
    expect(await toot("bookmarks", "--once")).toContain("Hello from a terminal");
    expect(await toot("favourite", status!.id)).toContain("favourited");
    expect(await toot("tags_follow", "shell")).toContain("following #shell");
    expect(await toot("tags_followed")).toContain("#shell");
    expect(await toot("instance", domain, "--disable-https")).toContain("Kith");
    expect(await toot("delete", status!.id)).toContain("deleted");
    expect(await bob.looksAt(status!)).toBeUndefined();
  } finally {
    await serving.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
