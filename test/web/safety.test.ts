/** Pages are safe: what may run in them, who may send their forms, and what their cookies are. */
import { expect, test } from "vitest";
import { defineInstance } from "../../src/config.ts";
import { localPath } from "../../src/web/frame/visit.ts";
import { openSite, setCookies, tokenOf } from "./site.ts";

test("a page runs nothing but our own scripts, and nobody may frame it", async () => {
  await using site = await openSite();
  const { headers } = await site.surfer().get("/");
  const policy = String(headers["content-security-policy"]);
  expect(policy.split(";")).toEqual([
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]);
  expect(headers["x-frame-options"]).toBe("DENY");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("same-origin");
});

test("who only reads gets no cookie; forms bind to one that scripts cannot read", async () => {
  await using site = await openSite();
  const surfer = site.surfer();
  expect(setCookies(await surfer.get("/"))).toEqual([]);
  const [visit] = setCookies(await surfer.get("/sign_in"));
  expect(visit).toMatch(/^kith_visit=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
});

test("a session's cookie is HttpOnly, Lax and, but on a loopback name, Secure", async () => {
  await using site = await openSite();
  await site.joins("ann");
  const [cookie] = setCookies(await site.surfer().signsIn("ann"));
  expect(cookie).toMatch(/^kith_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
  await using local = await openSite({}, "localhost:4399");
  await local.joins("ann");
  const [plain] = setCookies(await local.surfer().signsIn("ann"));
  expect(plain).toMatch(/^kith_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
});

test("a form without its token, with another's, or from another site does nothing", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  await site.joins("bob");
  const id = await site.posts(ann, "Hello");
  const [bob, eve] = [site.surfer(), site.surfer()];
  await bob.signsIn("bob");
  await eve.signsIn("ann");
  const act = `/statuses/${id}/favourite`;
  const foreign = tokenOf(await eve.get("/home"));
  for (const fields of [{ csrf: "" }, { csrf: foreign }, { csrf: "x" }]) {
    const answer = await bob.send(act, fields, { from: "/home" });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("That is not allowed");
  }
  for (const headers of [{ origin: "https://evil.test" }, { origin: "null" }, { origin: "http://alpha.test" }]) {
    expect((await bob.send(act, {}, { from: "/home", headers })).status).toBe(403);
  }
  expect(await site.kith.db.selectFrom("favourites").selectAll().execute()).toEqual([]);
  expect((await bob.send(act, {}, { from: "/home" })).status).toBe(303);
  expect(await site.kith.db.selectFrom("favourites").selectAll().execute()).toHaveLength(1);
});

test("signing in makes a new session, signing out ends it, and a planted one is worth nothing", async () => {
  await using site = await openSite();
  await site.joins("ann");
  const surfer = site.surfer();
  surfer.cookies.set("kith_session", "planted-by-somebody-else");
  await surfer.signsIn("ann@mail.test");
  const first = surfer.cookies.get("kith_session") ?? "";
  expect(first).not.toBe("planted-by-somebody-else");
  await surfer.send("/sign_in", { login: "ann", password: "correct horse battery" }, { from: "/home" });
  const second = surfer.cookies.get("kith_session") ?? "";
  expect(second).not.toBe(first);
  const old = site.surfer();
  old.cookies.set("kith_session", first);
  expect((await old.get("/home")).headers.location).toBe("/sign_in?return_to=%2Fhome");
  await surfer.send("/sign_out", {}, { from: "/home" });
  expect(surfer.cookies.has("kith_session")).toBe(false);
  old.cookies.set("kith_session", second);
  expect((await old.get("/home")).status).toBe(303);
});

test("what was wrong with a sign-in is not said, and what was typed stays", async () => {
  await using site = await openSite();
  await site.joins("ann");
  const wrong = async (login: string) => {
    const { status, text } = await site.surfer().send("/sign_in", { login, password: "not the password" });
    expect(status).toBe(422);
    expect(text).toContain(`value="${login}"`);
    return /role="alert">([^<]*)/.exec(text)?.[1];
  };
  const known = await wrong("ann@mail.test");
  expect(known).toBe("Name and password do not fit together. Check both and try again.");
  expect(await wrong("nobody@mail.test")).toBe(known);
  expect(await wrong("nobody")).toBe(known);
});

test("guessing passwords comes to an end", async () => {
  await using site = await openSite({ limits: { rate: true } });
  await site.joins("ann");
  const surfer = site.surfer();
  const statuses: number[] = [];
  for (let tries = 0; tries < 27; tries++)
    statuses.push((await surfer.send("/sign_in", { login: "ann", password: "guess" })).status);
  expect(statuses.slice(0, 25).every((status) => status === 422)).toBe(true);
  expect(statuses.at(-1)).toBe(429);
});

test.each([
  ["/local", "/local"],
  ["/@ann?max_id=3#status-2", "/@ann?max_id=3#status-2"],
  ["https://alpha.test/local", "/local"],
  ["https://evil.test/", undefined],
  ["//evil.test", undefined],
  ["/\\evil.test", undefined],
  ["/.//evil.test", undefined],
  ["/..//evil.test/", undefined],
  ["/\t/evil.test", undefined],
  ["javascript:alert(1)", undefined],
  ["local", undefined],
  ["https://alpha.test@evil.test/", undefined],
  ["https://alpha.test.evil.test/", undefined],
])("forms lead back to our own pages only: %s", (address, path) => {
  expect(localPath(defineInstance({ domain: "alpha.test" }), address)).toBe(path);
});

test("a sign-in leads to where one wanted to go, but never elsewhere", async () => {
  await using site = await openSite();
  await site.joins("ann");
  const enter = async (return_to: string) =>
    (await site.surfer().send("/sign_in", { login: "ann", password: "correct horse battery", return_to })).headers.location;
  expect(await enter("/oauth/authorize?client_id=a")).toBe("/oauth/authorize?client_id=a");
  expect(await enter("//evil.test")).toBe("/home");
});

test("what signed-in people see is kept nowhere", async () => {
  await using site = await openSite();
  await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  expect((await surfer.get("/home")).headers["cache-control"]).toBe("private, no-store");
  expect((await surfer.get("/local")).headers["cache-control"]).toBe("private, no-store");
  const visitor = await site.surfer().get("/local");
  expect(visitor.headers["cache-control"]).toBe("no-cache");
  expect(visitor.headers.vary).toContain("Cookie");
});

test("an error is a page that says what to do, and never what went wrong inside", async () => {
  await using site = await openSite();
  const visitor = site.surfer();
  const lost = await visitor.get("/no/such/page");
  expect(lost.status).toBe(404);
  expect(lost.text).toContain("<h1");
  expect((await visitor.get("/@%E0%A4%A")).status).toBe(400);
  const picture = await visitor.get("/no.png", { accept: "image/png" });
  expect([picture.status, picture.headers["content-type"]]).toEqual([404, "text/plain; charset=utf-8"]);
  const broken = { ...site.kith, db: undefined };
  Object.assign(site.kith, {
    db: {
      ...broken,
      selectFrom: () => {
        throw new Error("the secret of the cellar");
      },
    },
  });
  const failed = await visitor.get("/local");
  expect(failed.status).toBe(500);
  expect(failed.text).not.toContain("cellar");
});

test("styles and scripts are named by their content, compressed, and kept for ever", async () => {
  await using site = await openSite();
  const visitor = site.surfer();
  const { text } = await visitor.get("/");
  const [, style = ""] = /href="(\/assets\/style\.\w{12}\.css)"/.exec(text) ?? [];
  const answer = await visitor.get(style, { "accept-encoding": "br", accept: "text/css" });
  expect(answer.headers).toMatchObject({
    "cache-control": "public, max-age=31536000, immutable",
    "content-encoding": "br",
    "content-type": "text/css; charset=utf-8",
  });
  expect((await visitor.get("/assets/style.css", { accept: "*/*" })).headers["cache-control"]).toBe("no-cache");
  expect((await visitor.get("/assets/..%2Fpackage.json")).status).toBe(404);
  const page = await visitor.get("/about", { "accept-encoding": "gzip" });
  expect(page.headers["content-encoding"]).toBe("gzip");
});

test("the first page is light", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  for (let n = 0; n < 10; n++) await site.posts(ann, `Post ${n}: ${"some words of a usual post ".repeat(8)}`);
  const visitor = site.surfer();
  const { text, headers } = await visitor.get("/", { "accept-encoding": "br" });
  expect(headers["content-encoding"]).toBe("br");
  const page = (await visitor.get("/")).text;
  const files = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
  const sizes = await Promise.all(
    files.map(async (path) =>
      Number((await visitor.get(path, { "accept-encoding": "br", accept: "*/*" })).headers["content-length"]),
    ),
  );
  expect(files.length).toBeGreaterThanOrEqual(3);
  expect(text.length + sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(40_000);
});
