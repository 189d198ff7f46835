/** A start reads what it needs and no more: what it costs in time and memory is, for the most part, the number of modules. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { install, run } from "../world/process.ts";

const started = 60_000;
/** Packages that have their own first use, and what only pages are made with. */
const HEAVY =
  /node_modules\/(?:@fedify|sharp|activitypub-express|node-forge|pg|nodemailer|openid-client|@simplewebauthn|eld|markdown-it|multer|jsonld|helmet|sanitize-html|compression|diff|s3mini|uqr|otpauth)\//;
/** Modules of ours that are read before it listens: to be lowered when there are fewer. */
const MODULES_OF_OURS = 457;
/** What the rest names of the federation rooms; what is behind it is read when it is first needed. */
const FEDERATION = [
  "deliver/later.ts",
  "deliver/source.ts",
  "followers/digest.ts",
  "followers/ours.ts",
  "handlers.ts",
  "inbox-source.ts",
  "lookup/failure.ts",
  "port.ts",
  "read/unreadable.ts",
  "serve/bytes.ts",
  "sources.ts",
];
const LISTENS = "(listens)";
/** MB. A start takes some 135; with the pages, Fedify and the rest it would be 200. */
const MOST_RESIDENT = 150;

test(
  "a start reads what it needs to listen; neither it nor an app's first requests read pages; the first page does; a second start reads no migrations",
  { timeout: started },
  async () => {
    using place = await install({ log: "warning" });
    const { read, start } = listing(place);
    const server = start();
    await server.says(/listening on/);

    const whole = read();
    const before = whole.slice(0, whole.indexOf(LISTENS));
    const own = before.filter((url) => /\/src\/.*\.ts$/.test(url) && !url.includes("node_modules"));
    expect(partsOf(own, "/src/federation/")).toEqual(FEDERATION);
    expect(own.length).toBeLessThan(MODULES_OF_OURS);

    const health = await fetch(`${place.origin}/health`);
    expect(health.status).toBe(200);
    for (const path of [
      "/api/v2/instance",
      "/api/v1/timelines/public",
      "/nodeinfo/2.0",
      "/.well-known/webfinger?resource=acct:nobody@example.org",
    ])
      expect((await fetch(`${place.origin}${path}`)).status, path).toBeLessThan(500);
    const first = read();
    expect(first.filter((url) => HEAVY.test(url))).toEqual([]);
    expect(
      first.filter((url) => /\/views\/|\/src\/(?:cli|c2s|oauth|supervise)\/|\/src\/web\/(?!listeners\.ts)/.test(url)),
    ).toEqual([]);
    // What a first start threw away while it compiled may still be there for a moment.
    if (process.platform === "linux") await expect.poll(() => resident(server.pid)).toBeLessThan(MOST_RESIDENT);

    const page = await fetch(`${place.origin}/about`);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const outbox = await fetch(`${place.origin}/users/1/outbox`, { method: "POST", body: "{}" });
    expect(outbox.status).toBe(401);
    const token = await fetch(`${place.origin}/oauth/token`, { method: "POST" });
    expect([token.status, token.headers.get("content-type")]).toEqual([400, "application/json; charset=utf-8"]);
    const later = read().slice(first.length);
    for (const part of ["/views/frame/layout.ts", "/src/web/router.ts", "/src/c2s/router.ts", "/src/oauth/router.ts"])
      expect(
        later.some((url) => url.endsWith(part)),
        part,
      ).toBe(true);

    server.signal("SIGTERM");
    expect(await server.ended).toBe(0);

    const known = read().length;
    const again = start();
    await again.says(/listening on/);
    // What a database has seen is not read again: there are more migrations with every version.
    const second = read().slice(known);
    expect(second.some((url) => url.endsWith("/src/db/migrate.ts"))).toBe(true);
    expect(second.filter((url) => url.includes("/migrations/"))).toEqual([]);
    again.signal("SIGTERM");
    expect(await again.ended).toBe(0);
  },
);

/** Starts a server that lists the modules it reads, in their order, and when it listens. */
function listing({ folder, config }: { folder: string; config: string }) {
  const list = join(folder, "read.txt");
  const hook = join(folder, "hook.mjs");
  writeFileSync(
    hook,
    `import { registerHooks } from "node:module"; import { appendFileSync } from "node:fs"; import { subscribe } from "node:diagnostics_channel";
    const note = (line) => appendFileSync(${JSON.stringify(list)}, line + "\\n");
    subscribe("tracing:net.server.listen:asyncStart", () => note(${JSON.stringify(LISTENS)}));
    registerHooks({ load(url, context, next) { note(url); return next(url, context); } });`,
  );
  return {
    read: () => readFileSync(list, "utf8").trimEnd().split("\n"),
    start: () => run("start.js", ["--config", config], { NODE_OPTIONS: `--import ${pathToFileURL(hook).href}` }),
  };
}

/** The paths of what lies in a folder, in their order. */
const partsOf = (urls: readonly string[], folder: string): string[] =>
  urls.flatMap((url) => url.split(folder)[1] ?? []).toSorted();

/** MB that a process has in memory. */
const resident = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
