/** `/api/kith/v1/drafts`: every operation and every error, as a client meets them. */
import { FormData } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "../world/client.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type Draft = {
  id: string;
  created_at: string;
  updated_at: string;
  params: Record<string, unknown>;
  media_attachments: { id: string; description: string | null }[];
};

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
async function uploads(person: Person, description: string): Promise<string> {
  const form = new FormData();
  form.set("file", new Blob([PIXEL], { type: "image/png" }), "pixel.png");
  form.set("description", description);
  return (await person.api<{ id: string }>("POST", "/api/v2/media", form)).id;
}

const at = "/api/kith/v1/drafts";
let world: World;
let names = 0;
beforeAll(async () => {
  world = await createWorld("alpha.test");
}, 30_000);
afterAll(async () => await world[Symbol.asyncDispose]());

const somebody = async (scopes?: string): Promise<Person> =>
  await world.person(`somebody${++names}@alpha.test`, scopes === undefined ? {} : { scopes });
const errorOf = (answer: Answer): [number, string] => [answer.status, answer.json<{ error: string }>().error];

test("GET lists drafts, newest first, a page at a time", async () => {
  const alice = await somebody();
  expect(await alice.api("GET", at)).toEqual([]);
  const ids: string[] = [];
  for (const status of ["one", "two", "three"]) ids.unshift((await alice.api<Draft>("POST", at, { status })).id);
  const page = async (query: string) => {
    const answer = await alice.asks("GET", `${at}?${query}`);
    return { texts: answer.json<Draft[]>().map(({ params }) => params["text"]), link: String(answer.headers["link"]) };
  };
  expect((await page("")).texts).toEqual(["three", "two", "one"]);
  const first = await page("limit=2");
  expect(first.texts).toEqual(["three", "two"]);
  expect(first.link).toContain(`max_id=${ids[1] ?? ""}>; rel="next"`);
  expect((await page(`limit=2&max_id=${ids[1] ?? ""}`)).texts).toEqual(["one"]);
  expect((await page(`since_id=${ids[1] ?? ""}`)).texts).toEqual(["three"]);
  expect((await page(`min_id=${ids[2] ?? ""}&limit=1`)).texts).toEqual(["two"]);
});

const UNTRIED = { planned_on: null, refused: null, barred: null };
/** For no circle, and in no group. */
const NOWHERE = { allowed_mentions: null, circle_id: null, group_id: null, title: null };

test("POST keeps what was begun, however little, with the preferences of its author", async () => {
  const alice = await somebody();
  const empty = await alice.api<Draft>("POST", at, {});
  expect(empty).toEqual({
    id: expect.stringMatching(/^\d+$/),
    created_at: expect.stringMatching(/Z$/),
    updated_at: empty.created_at,
    ...UNTRIED,
    params: {
      text: "",
      visibility: "public",
      in_reply_to_id: null,
      quoted_status_id: null,
      quote_approval_policy: "public",
      sensitive: false,
      spoiler_text: null,
      media_ids: null,
      language: null,
      poll: null,
      content_type: "text/plain",
      local_only: false,
      expires_in: null,
      ...NOWHERE,
    },
    media_attachments: [],
  });
  const picture = await uploads(alice, "A dot");
  const post = await alice.posts("Quote me");
  const whole = await alice.api<Draft>("POST", at, {
    status: "All of it",
    visibility: "local",
    in_reply_to_id: post.id,
    quoted_status_id: post.id,
    quote_approval_policy: "followers",
    sensitive: true,
    spoiler_text: "Careful",
    media_ids: [picture],
    language: "de",
    content_type: "text/markdown",
    expires_in: 3600,
    poll: { options: ["yes", "no"], expires_in: 600, multiple: true },
  });
  expect(whole.params).toEqual({
    ...NOWHERE,
    text: "All of it",
    visibility: "public",
    in_reply_to_id: Number(post.id),
    quoted_status_id: post.id,
    quote_approval_policy: "followers",
    sensitive: true,
    spoiler_text: "Careful",
    media_ids: [picture],
    language: "de",
    poll: { options: ["yes", "no"], expires_in: 600, multiple: true, hide_totals: false },
    content_type: "text/markdown",
    local_only: true,
    expires_in: 3600,
  });
  expect(whole.media_attachments).toMatchObject([{ id: picture, description: "A dot" }]);
});

test("GET, PUT and DELETE of one: it is shown, replaced whole, and gone", async () => {
  const alice = await somebody();
  const [first, second] = [await uploads(alice, "First"), await uploads(alice, "Second")];
  const made = await alice.api<Draft>("POST", at, { status: "Half", spoiler_text: "A warning", media_ids: [first] });
  const path = `${at}/${made.id}`;
  expect(await alice.api("GET", path)).toEqual(made);
  const changed = await alice.api<Draft>("PUT", path, { status: "Whole", media_ids: [second] });
  expect(changed).toMatchObject({ id: made.id, created_at: made.created_at, params: { text: "Whole", spoiler_text: null } });
  expect(Date.parse(changed.updated_at)).toBeGreaterThan(Date.parse(made.updated_at));
  expect(changed.media_attachments.map(({ id }) => id)).toEqual([second]);
  expect(await alice.api("GET", path)).toEqual(changed);
  // What was let go is free for another, and what is held is free when its draft is thrown away.
  await alice.posts("With the first", { media_ids: [first] });
  expect(await alice.api("DELETE", path)).toEqual({});
  expect((await alice.asks("GET", path)).status).toBe(404);
  await alice.posts("With the second", { media_ids: [second] });
});

test("a form does as well as JSON", async () => {
  const alice = await somebody();
  const visitor = world.visitor("alpha.test");
  const headers = { authorization: `Bearer ${alice.token}`, "content-type": "application/x-www-form-urlencoded" };
  const body =
    "status=From+a+form&visibility=unlisted&in_reply_to_id=&poll%5Boptions%5D%5B%5D=a&poll%5Boptions%5D%5B%5D=b&poll%5Bexpires_in%5D=300";
  const made = (await visitor("POST", at, { headers, body })).json<Draft>();
  expect(made.params).toMatchObject({ text: "From a form", visibility: "unlisted", poll: { options: ["a", "b"] } });
});

const OPERATIONS = [
  ["GET", at, "read"],
  ["POST", at, "write"],
  ["GET", `${at}/1`, "read"],
  ["PUT", `${at}/1`, "write"],
  ["DELETE", `${at}/1`, "write"],
] as const;

test.for(OPERATIONS)("%s %s asks for a person and the scope %s:statuses", async ([method, path, kind]) => {
  const visitor = world.visitor("alpha.test");
  expect(errorOf(await visitor(method, path))).toEqual([401, "The access token is invalid"]);
  const other = await somebody(kind === "read" ? "write" : "read");
  expect(errorOf(await other.asks(method, path))).toEqual([403, "This action is outside the authorized scopes"]);
  const narrow = await somebody(`${kind}:statuses`);
  expect([200, 404]).toContain((await narrow.asks(method, path)).status);
});

test("somebody else's draft, one that never was, and what is no id are missing", async () => {
  const [alice, bob] = [await somebody(), await somebody()];
  const { id } = await alice.api<Draft>("POST", at, { status: "Mine" });
  for (const path of [`${at}/${id}`, `${at}/1`, `${at}/99999999999999999999`, `${at}/x`])
    for (const method of ["GET", "PUT", "DELETE"])
      expect(errorOf(await bob.asks(method, path)), `${method} ${path}`).toEqual([404, "Record not found"]);
  expect(await alice.api("GET", `${at}/${id}`)).toMatchObject({ params: { text: "Mine" } });
});

test("what cannot be understood is refused, and changes nothing", async () => {
  const [alice, bob] = [await somebody(), await somebody()];
  const { id } = await alice.api<Draft>("POST", at, { status: "Mine" });
  const [his, used] = [await uploads(bob, "His"), await uploads(alice, "Used")];
  await alice.posts("Used already", { media_ids: [used] });
  const wrong: Record<string, unknown>[] = [
    { visibility: "everybody" },
    { content_type: "text/html" },
    { quote_approval_policy: "friends" },
    { expires_in: 5 },
    { media_ids: [his] },
    { media_ids: [used] },
    { media_ids: ["1"] },
  ];
  for (const body of wrong)
    for (const [method, path] of [
      ["POST", at],
      ["PUT", `${at}/${id}`],
    ] as const) {
      const [status, error] = errorOf(await alice.asks(method, path, { status: "Wrong", ...body }));
      expect([status, error], `${method} ${JSON.stringify(body)}`).toEqual([422, expect.stringMatching(/^Validation failed: /)]);
    }
  const visitor = world.visitor("alpha.test");
  const headers = { authorization: `Bearer ${alice.token}`, "content-type": "application/json" };
  expect((await visitor("POST", at, { headers, body: "{" })).status).toBe(422);
  expect((await alice.api<Draft[]>("GET", at)).map(({ params }) => params["text"])).toEqual(["Mine"]);
});

test("300 drafts are the most", async () => {
  const alice = await somebody();
  const kith = world.instance("alpha.test");
  const { id, params } = await kith.write(async (tx) => {
    const row = {
      account_id: Number(alice.id),
      params: JSON.stringify({ text: "x", media_ids: [] }),
      created_at: 1,
      updated_at: 1,
    };
    const rows = Array.from({ length: 299 }, () => ({ ...row, id: kith.newId() }));
    await tx.insertInto("drafts").values(rows).execute();
    return rows[0] as (typeof rows)[number];
  });
  expect(JSON.parse(params)).toMatchObject({ text: "x" });
  await alice.api("POST", at, { status: "the last" });
  expect(errorOf(await alice.asks("POST", at, { status: "one more" }))).toEqual([
    422,
    "Validation failed: You have exceeded the limit of 300 drafts",
  ]);
  await alice.api("DELETE", `${at}/${id}`);
  await alice.api("POST", at, { status: "one more" });
});
