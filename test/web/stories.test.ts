/** Stories in the browser: the tray, showing one, going through those of others without scripts, and who has seen one's own. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { ensureCircles } from "../../src/circles/circles.ts";
import { addMembers } from "../../src/circles/members.ts";
import { follow } from "../../src/follows/follow.ts";
import { expireStories } from "../../src/stories/end.ts";
import { countQueries } from "../world/queries.ts";
import { member, openSite, textOf, type Site } from "./site.ts";

const VALUES = { text: "", background: "plum", audience: "followers", circle_id: "", people: "", expires_in: "86400" };

async function gather(site: Site) {
  const [ann, ben, eve] = [await member(site, "ann"), await member(site, "ben"), await member(site, "eve")];
  await follow(site.kith, ben.account, ann.account);
  const shows = async (values: Record<string, string | Blob>) =>
    await ann.surfer.send(
      "/stories",
      { ...VALUES, replies: "1", reactions: "1", ...values },
      { from: "/stories/new", files: true },
    );
  return { ann, ben, eve, shows };
}

const picture = async () => {
  const bytes = await sharp({ create: { width: 9, height: 16, channels: 3, background: "#226" } })
    .png()
    .toBuffer();
  return new Blob([new Uint8Array(bytes)], { type: "image/png" });
};

test("stories are shown from a form, and looked through page by page from the tray above home", async () => {
  await using site = await openSite();
  const { ann, ben, eve, shows } = await gather(site);
  expect(await ann.reads("/home")).toContain("Add");
  const first = await shows({ text: "Good morning" });
  expect(first.status).toBe(303);
  await shows({ file: await picture(), description: "A blue field", text: "Out" });
  const home = (await ben.surfer.get("/home")).text;
  expect(home).toContain(`href="/stories/of/${ann.account.id}"`);
  expect(home).toContain("ring new");
  expect((await eve.surfer.get("/home")).text).not.toContain("/stories/of/");
  const start = await ben.surfer.get(`/stories/of/${ann.account.id}`);
  expect(start.headers["location"]).toBe(first.headers["location"]);
  const one = (await ben.surfer.get(String(start.headers["location"]))).text;
  expect(textOf(one)).toContain("1 of 2");
  expect(one).toContain("ground-plum");
  expect(one).toContain("Good morning");
  const next = /rel="next" href="([^"]+)"/.exec(one)?.[1] ?? "";
  const two = (await ben.surfer.get(next)).text;
  expect(textOf(two)).toContain("2 of 2");
  expect(two).toContain('alt="A blue field"');
  expect(two).toMatch(/rel="next" href="\/home"/);
  expect((await ben.surfer.get("/home")).text).not.toContain("ring new");
  expect((await eve.surfer.get(next)).status).toBe(404);
  expect((await site.surfer().get(next)).headers["location"]).toContain("/sign_in");
  site.kith.clock.advance(25 * 3_600_000);
  expect((await ben.surfer.get(next)).status).toBe(404);
  expect((await ben.surfer.get("/home")).text).not.toContain("/stories/of/");
});

test("what is sent twice is shown once, with its picture, and what was sent for nothing is not kept; a mistake takes nothing away", async () => {
  await using site = await openSite();
  const { ann, shows } = await gather(site);
  const key = /name="key" value="([^"]+)"/.exec((await ann.surfer.get("/stories/new")).text)?.[1] ?? "";
  expect(key).not.toBe("");
  expect((await shows({ key, audience: "people", people: "@nobody", text: "Out" })).text).toContain(`value="${key}"`);
  const file = await picture();
  const sent = await Promise.all([0, 1].map(async () => await shows({ key, file, description: "A field", text: "Out" })));
  expect(sent.map(({ status }) => status)).toEqual([303, 303]);
  expect(sent[0]?.headers.location).toBe(sent[1]?.headers.location);
  expect(await site.kith.db.selectFrom("stories").selectAll().execute()).toHaveLength(1);
  expect((await site.kith.db.selectFrom("media").select("description").execute()).map((one) => one.description)).toEqual([
    "A field",
  ]);
  // The same words on another day, from another form, are another story.
  await shows({ key: "another", text: "Out" });
  expect(await site.kith.db.selectFrom("stories").selectAll().execute()).toHaveLength(2);
});

test("answers and reactions go to its author, who alone sees who has looked", async () => {
  await using site = await openSite();
  const { ann, ben, shows } = await gather(site);
  const at = String((await shows({ text: "Guess" })).headers["location"]);
  await ben.surfer.get(at);
  await ben.surfer.send(`${at}/react`, { emoji: "🔥" }, { from: at });
  await ben.surfer.send(`${at}/reply`, { text: "The pier" }, { from: at });
  expect((await ben.surfer.get(at)).text).toContain('aria-pressed="true"');
  const seen = await ann.reads(`${at}/seen`);
  expect(seen).toContain("@ben");
  expect(seen).toContain("🔥");
  expect((await ben.surfer.get(`${at}/seen`)).status).toBe(404);
  const [status] = await site.kith.db.selectFrom("statuses").selectAll().execute();
  expect(status).toMatchObject({ visibility: "direct", account_id: ben.account.id });
  expect(await ann.reads("/messages")).toContain("The pier");
  const talk = /href="(\/messages\/\d+)[#"]/.exec((await ann.surfer.get("/messages")).text)?.[1] ?? "";
  expect((await ann.surfer.get(talk)).text).toContain(`<a href="${at}">Answers your story</a>`);
  await ben.surfer.send(`${at}/react`, { emoji: "" }, { from: at });
  expect(await ann.reads(`${at}/seen`)).not.toContain("🔥");
  await ann.surfer.send("/stories/choices", { keep: "1" }, { from: "/stories/past" });
  expect(await ann.reads(`${at}/seen`)).not.toContain("@ben");
});

test("for a circle or named people; what is wrong is said beside its field, and nothing typed is lost", async () => {
  await using site = await openSite();
  const { ann, ben, eve, shows } = await gather(site);
  const empty = await shows({});
  expect(empty.status).toBe(422);
  const strangers = await shows({ text: "Hm", audience: "people", people: "@nobody @ben" });
  expect(strangers.status).toBe(422);
  expect(strangers.text).toContain("@nobody");
  expect(strangers.text).toContain("Hm");
  const [close] = await ensureCircles(site.kith, ann.account.id);
  expect((await shows({ text: "Hm", audience: "circle", circle_id: String(close?.id) })).status).toBe(422);
  await addMembers(site.kith, close!, [ben.account.id]);
  const circled = String((await shows({ text: "Us", audience: "circle", circle_id: String(close?.id) })).headers["location"]);
  expect(await ann.reads(circled)).toContain("For a circle: 1 person");
  expect(await ben.reads(circled)).toContain("For some people");
  expect((await eve.surfer.get(circled)).status).toBe(404);
  const named = String((await shows({ text: "You", audience: "people", people: "eve" })).headers["location"]);
  expect(await eve.reads(named)).toContain("You");
  expect((await ben.surfer.get(named)).status).toBe(404);
});

test("one is deleted after a question; what is kept stands among past stories", async () => {
  await using site = await openSite();
  const { ann, ben, shows } = await gather(site);
  const at = String((await shows({ text: "Kept", keep: "1" })).headers["location"]);
  const gone = String((await shows({ text: "Gone" })).headers["location"]);
  expect(await ann.reads(`${gone}/delete`)).toContain("Delete this story?");
  expect((await ben.surfer.get(`${gone}/delete`)).status).toBe(404);
  await ann.surfer.send(`${gone}/delete`, {}, { from: `${gone}/delete` });
  expect((await ann.surfer.get(gone)).status).toBe(404);
  site.kith.clock.advance(25 * 3_600_000);
  await expireStories(site.kith);
  expect(await ann.reads("/stories/past")).toContain("Kept");
  expect(await ann.reads(at)).toContain("Only you see it");
  expect((await ben.surfer.get(at)).status).toBe(404);
});

test("the tray costs what it costs, whoever shows however many", async () => {
  await using site = await openSite();
  const { ben, shows } = await gather(site);
  const counter = countQueries(site.kith);
  const cost = async () => await counter.during(async () => await ben.surfer.get("/home"));
  await shows({ text: "One" });
  const few = await cost();
  for (let n = 0; n < 8; n++) await shows({ text: `More ${n}` });
  expect(await cost()).toBe(few);
});
