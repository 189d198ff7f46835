// What a property comes to, in every shape that it may have.
import { expect, test } from "vitest";
import { count, flag, id, ids, instant, isPublic, list, one, sameOrigin, text } from "../../src/federation/read/shape.ts";

const everyone = "https://www.w3.org/ns/activitystreams#Public";

test("one, many, none", () => {
  expect([list(undefined), list(null), list("a"), list(["a", null, "b"]), list({ "@list": [1] }), list({ "@set": 2 })]).toEqual([
    [],
    [],
    ["a"],
    ["a", "b"],
    [1],
    [2],
  ]);
  expect(list([1, 2, 3], 2)).toEqual([1, 2]);
  expect([one([5, 6]), one(5), one([]), one(null)]).toEqual([5, 5, undefined, undefined]);
});

test("ids are http(s) URLs without credentials, and keep their spelling", () => {
  for (const good of [
    "https://a.test/",
    "http://127.0.0.1:8080/x?y#z",
    "https://a.test",
    "HTTPS://A.test/é",
    "https://münchen.test/@a",
    "https://[::1]/",
  ])
    expect(id(good)).toBe(good);
  const bad = [
    "",
    "acct:a@b",
    "https://",
    "https://u:p@a.test/",
    "https://u@a.test/",
    "javascript:alert(1)",
    " https://a.test/",
    "https://a.test/ x",
    "https://a.test/\0",
    "https://a.test/\n",
    "https://a.test\\@b.test/",
    "//a.test/",
    `https://a.test/${"x".repeat(2048)}`,
    "https://a.test:99999/",
    "https://a.test/\ud800",
    "https:a.test",
  ];
  for (const odd of bad) expect(id(odd), odd).toBeUndefined();
  expect([
    id({ id: "https://a.test/" }),
    id(["https://a.test/"]),
    id({ type: "Link", href: "https://a.test/" }),
    id(5),
    id({ id: {} }),
  ]).toEqual(["https://a.test/", "https://a.test/", "https://a.test/", undefined, undefined]);
  expect(ids(["https://a.test/", { id: "https://a.test/" }, "x", null])).toEqual(["https://a.test/"]);
});

test("text loses what is no text, and never ends in half a character", () => {
  expect([
    text("a\0b\ud800c😀"),
    text({ "@value": "x" }),
    text({ "en-GB": "y" }),
    text([null, "", "z"]),
    text({ type: "Note" }),
    text(5),
    text(null),
  ]).toEqual(["abc😀", "x", "y", "z", "", "5", ""]);
  expect(text("ab😀", 3)).toBe("ab");
  expect(text("x".repeat(10), 4)).toBe("xxxx");
});

test("instants", () => {
  const at = Date.UTC(2026, 2, 4, 5, 6, 7);
  for (const same of [
    "2026-03-04T05:06:07Z",
    "2026-03-04T05:06:07",
    "2026-03-04T05:06:07.000000Z",
    "2026-03-04T10:36:07+05:30",
    "2026-03-04T10:36:07+0530",
    "2026-03-04 05:06:07Z",
    { "@value": "2026-03-04T05:06:07Z", type: "x" },
  ]) {
    expect(instant(same), JSON.stringify(same)).toBe(at);
  }
  expect([instant("2026-03-04"), instant("0001-01-01T00:00:00Z"), instant("9999-01-01T00:00:00Z")]).toEqual([
    Date.UTC(2026, 2, 4),
    0,
    Date.UTC(2200, 0, 1),
  ]);
  for (const bad of ["", "yesterday 1", "2026-13-01T00:00:00Z", 5, null, {}, [], "2026", "2026-03-04T99:00:00Z"])
    expect(instant(bad)).toBeUndefined();
});

test("flags, counts, everyone, origins", () => {
  expect([flag(true), flag([true]), flag({ "@value": true }), flag("true"), flag(1), flag(undefined)]).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect([
    count(5),
    count("7"),
    count(-3),
    count(1e30),
    count(1.9),
    count(Number.NaN),
    count("x"),
    count({ "@value": 4 }),
  ]).toEqual([5, 7, 0, 1e9, 1, undefined, undefined, 4]);
  expect([everyone, "as:Public", "Public", { id: everyone }, "public", null].map(isPublic)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(sameOrigin("https://a.test/1", "https://A.test:443/2")).toBe(true);
  expect(sameOrigin("https://a.test/1", "http://a.test/1")).toBe(false);
  expect(sameOrigin("https://a.test.evil.test/1", "https://a.test/1")).toBe(false);
  expect(sameOrigin("x", "x")).toBe(false);
  expect(sameOrigin("data:,1", "data:,1")).toBe(false);
});
