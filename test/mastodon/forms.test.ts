/** What clients send: forms, JSON and multipart bodies, nested as Rails nests them, and what is refused. */
import { Readable } from "node:stream";
import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { nest, readForm, readQuery } from "../../src/mastodon/forms.ts";
import { flag, id, idsOf, limitOf, list, pagingOf, parse, text } from "../../src/mastodon/shapes.ts";

const sent = (body: string | Buffer, type: string): IncomingMessage =>
  Object.assign(Readable.from([Buffer.from(body)]), { headers: { "content-type": type } }) as unknown as IncomingMessage;
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("names nest", () => {
  test.each([
    ["a=1&b=2", { a: "1", b: "2" }],
    ["a[]=1&a[]=2", { a: ["1", "2"] }],
    ["a[b][c]=1&a[b][d]=2", { a: { b: { c: "1", d: "2" } } }],
    ["f[0][name]=x&f[0][value]=y&f[1][name]=z", { f: { 0: { name: "x", value: "y" }, 1: { name: "z" } } }],
    ["k[][keyword]=a&k[][whole_word]=1&k[][keyword]=b", { k: [{ keyword: "a", whole_word: "1" }, { keyword: "b" }] }],
    ["a=1&a=2", { a: "2" }],
    ["a[=1&]b=2", { "a[": "1", "]b": "2" }],
  ])("%s", (query, expected) => expect(plain(readQuery(query))).toEqual(expected));

  test("and never reach a prototype", () => {
    const fields = readQuery("__proto__[polluted]=1&constructor[prototype][polluted]=1");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.getPrototypeOf(fields)).toBeNull();
  });

  test("but not without end", () => {
    expect(() => nest(Array.from({ length: 1001 }, (_, i): [string, string] => [`a${i}`, ""]))).toThrow(/too many/);
    expect(JSON.stringify(readQuery(`a${"[b]".repeat(500)}=1`)).length).toBeLessThan(100);
    expect(plain(readQuery("a[4294967290]=x&a[b]=y"))).toEqual({ a: { 4294967290: "x", b: "y" } });
  });
});

describe("bodies", () => {
  test("as a form, as JSON and as multipart say the same", async () => {
    const form = new FormData();
    form.append("status", "héllo");
    form.append("media_ids[]", "1");
    form.append("media_ids[]", "2");
    const multipart = new Response(form);
    const bodies = [
      sent("status=h%C3%A9llo&media_ids[]=1&media_ids[]=2", "application/x-www-form-urlencoded"),
      sent('{"status":"héllo","media_ids":["1","2",null]}', "application/json; charset=utf-8"),
      sent(Buffer.from(await multipart.arrayBuffer()), multipart.headers.get("content-type") ?? ""),
    ];
    for (const body of bodies)
      expect(plain((await readForm(body, 10_000)).fields)).toEqual({ status: "héllo", media_ids: ["1", "2"] });
  });

  test("bring files", async () => {
    const form = new FormData();
    form.append("file", new Blob(["bytes"], { type: "image/png" }), "a.png");
    const multipart = new Response(form);
    const { files } = await readForm(
      sent(Buffer.from(await multipart.arrayBuffer()), multipart.headers.get("content-type") ?? ""),
      10_000,
    );
    expect(files.get("file")).toMatchObject({ name: "a.png", type: "image/png" });
    expect(files.get("file")?.bytes.toString()).toBe("bytes");
  });

  test.each([
    ["too long", "x".repeat(101), "application/x-www-form-urlencoded", /too large/],
    ["no JSON", "{", "application/json", /parsing/],
    ["too deep", `${'{"a":'.repeat(12)}1${"}".repeat(12)}`, "application/json", /too many/],
    ["no multipart", "nothing", "multipart/form-data", /parsing/],
  ])("that are %s are refused", async (_, body, type, message) => {
    await expect(readForm(sent(body, type), 100)).rejects.toThrow(message);
  });

  test("lose what no database can keep", async () => {
    const { fields } = await readForm(sent('{"a":"x\\u0000y\\ud800"}', "application/json"), 1000);
    expect(fields["a"]).toBe("xy\ufffd");
  });
});

describe("shapes", () => {
  test.each([true, "true", "True", 1, "1", "on", "t"])("%j is true", (value) => expect(flag.parse(value)).toBe(true));
  test.each([false, "false", "False", 0, "0", "off", ""])("%j is false", (value) => expect(flag.parse(value)).toBe(false));

  test("lists may be hashes or single values", () => {
    const shape = z.object({ ids: list(id) });
    for (const ids of [["3", "4"], { 1: "4", 0: "3" }]) expect(parse({ ids } as never, shape)).toEqual({ ids: [3, 4] });
    expect(parse({ ids: "3" }, shape)).toEqual({ ids: [3] });
  });

  test("what is wrong is said in Mastodon's words", () => {
    expect(() => parse({}, z.object({ title: text() }))).toThrow("Validation failed: Title can't be blank");
    expect(() => parse({ title: "xx" }, z.object({ title: text(1) }))).toThrow("Validation failed: Title is too long");
  });

  test("numbers are clamped and odd cursors are missing", () => {
    expect(["999999999999", "0", "-5", "x", "7"].map((limit) => limitOf({ limit }, 20, 40))).toEqual([40, 1, 5, 20, 7]);
    expect(pagingOf({ max_id: "99999999999999999999" }).max_id).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => pagingOf({ max_id: "odd" })).toThrow("Record not found");
    expect(idsOf(["1", "x", "1", "2"], 10)).toEqual([1, 2]);
  });
});
