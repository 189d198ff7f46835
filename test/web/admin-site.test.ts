/** The server's own face: name, words, picture, accent, rules, texts, front page. What is decided holds everywhere at once, and outlives a restart. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { loadSite, refreshSite } from "../../src/site/site.ts";
import { contrast } from "../../src/site/colour.ts";
import { DARK_PAPERS, darkShades, LIGHT_PAPERS, lightShades, nearestAccent } from "../../src/site/accent.ts";
import { openSite, type Site } from "./site.ts";

async function owned(site: Site) {
  const ada = await site.joins("ada");
  await site.kith.write(async (tx) => await tx.updateTable("users").set({ role: "owner" }).where("id", "=", ada.id).execute());
  const surfer = site.surfer();
  await surfer.signsIn("ada@mail.test");
  return surfer;
}

const WORDS = {
  title: "Linden <3",
  description: "Neighbours.",
  contact_email: "help@linden.test",
  language: "de",
  time_zone: "Europe/Berlin",
  registrations: "approval",
  front_page: "local",
  front_status: "",
};

const json = async (surfer: { get(path: string, headers?: Record<string, string>): Promise<{ text: string }> }, path: string) =>
  JSON.parse((await surfer.get(path, { accept: "application/json" })).text);

test("a name given in the pages is the name everywhere, at once", async () => {
  await using site = await openSite({ title: "Before" });
  const surfer = await owned(site);
  const visitor = site.surfer();
  expect((await json(visitor, "/api/v2/instance")).title).toBe("Before");
  expect((await surfer.send("/admin/site", { ...WORDS, members_invite: "1" })).status).toBe(303);
  expect((await visitor.get("/")).text).toContain("Linden &lt;3");
  const [v2, v1] = [await json(visitor, "/api/v2/instance"), await json(visitor, "/api/v1/instance")];
  expect(v2).toMatchObject({
    title: "Linden <3",
    description: "Neighbours.",
    languages: ["de"],
    contact: { email: "help@linden.test" },
    registrations: { enabled: true, approval_required: true },
  });
  expect(v1).toMatchObject({ title: "Linden <3", invites_enabled: true, approval_required: true });
  expect(await json(visitor, "/nodeinfo/2.1")).toMatchObject({
    openRegistrations: false,
    metadata: { nodeName: "Linden <3", nodeDescription: "Neighbours." },
  });
  const agent = await site.kith.instanceAccount();
  expect([agent.display_name, agent.note]).toEqual(["Linden <3", "<p>Neighbours.</p>"]);
  const actor = await json(visitor, new URL(agent.uri).pathname).catch(() => ({}));
  expect((await visitor.get(new URL(agent.uri).pathname, { accept: "application/activity+json" })).text).toContain("Linden <3");
  expect(actor).toBeDefined();
  expect(site.kith.instance.domain).toBe("alpha.test");
});

test("what cannot be is told beside its field, and nothing is changed", async () => {
  await using site = await openSite({ title: "Before" });
  const surfer = await owned(site);
  const bad = await surfer.send("/admin/site", { ...WORDS, title: " ", time_zone: "Mars/Base" });
  expect([bad.status, bad.text.includes("Give this server a name.")]).toEqual([422, true]);
  const zone = await surfer.send("/admin/site", { ...WORDS, time_zone: "Mars/Base" });
  expect(zone.text).toContain('id="f-time_zone-problem"');
  const front = await surfer.send("/admin/site", {
    ...WORDS,
    front_page: "status",
    front_status: "https://alpha.test/@ada/12345",
  });
  expect(front.text).toContain('id="f-front_status-problem"');
  expect([site.kith.instance.title, await loadSite(site.kith.db)]).toEqual(["Before", {}]);
});

test("another process takes over what was decided here", async () => {
  await using site = await openSite({ title: "Before" });
  const { kith } = site;
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("settings")
        .values({ key: "site", value: JSON.stringify({ title: "From the other" }) })
        .execute(),
  );
  expect(kith.instance.title).toBe("Before");
  await refreshSite(kith);
  expect(kith.instance.title).toBe("From the other");
});

test("the front page shows what was chosen: posts, words, or one post", async () => {
  await using site = await openSite();
  const surfer = await owned(site);
  const bob = await site.joins("bob");
  const one = await site.posts(bob, "the chosen words");
  await site.posts(bob, "other words");
  const front = async () => (await site.surfer().get("/")).text;
  expect(await front()).toContain("other words");
  await surfer.send("/admin/site", { ...WORDS, front_page: "status", front_status: `https://alpha.test/@bob/${one}` });
  expect([(await front()).includes("the chosen words"), (await front()).includes("other words")]).toEqual([true, false]);
  const about = {
    extended_description: "## Our tree\n\n<script>alert(1)</script> [link](javascript:alert(1))",
    privacy_policy: "# Ours\n\nWe keep little.",
  };
  expect((await surfer.send("/admin/site/texts", { ...about, preview: "1" })).text).toContain("<h2>Our tree</h2>");
  expect((await site.surfer().get("/privacy-policy")).text).not.toContain("We keep little.");
  await surfer.send("/admin/site/texts", about);
  await surfer.send("/admin/site", { ...WORDS, front_page: "about" });
  const words = await front();
  expect([words.includes("<h2>Our tree</h2>"), words.includes("other words")]).toEqual([true, false]);
  for (const evil of ["<script>alert", 'href="javascript']) expect(words).not.toContain(evil);
  expect((await site.surfer().get("/privacy-policy")).text).toContain("<h2>Ours</h2>");
  expect((await json(site.surfer(), "/api/v1/instance/extended_description")).content).toContain("<h2>Our tree</h2>");
});

test("an accent that can be read is worn by every page; another is refused with one that can", async () => {
  await using site = await openSite();
  const surfer = await owned(site);
  const path = "/admin/site/look";
  const pale = await surfer.send(path, { own_accent: "1", accent: "#77ddaa" }, { files: true });
  expect([pale.status, pale.text.includes(nearestAccent("#77ddaa"))]).toEqual([422, true]);
  expect((await surfer.send(path, { own_accent: "1", accent: "#7a1f6b" }, { files: true })).status).toBe(303);
  const { text } = await site.surfer().get("/");
  const [, sheet = ""] = /href="(\/assets\/site\.[0-9a-f]+\.css)"/.exec(text) ?? [];
  const style = await site.surfer().get(sheet);
  expect(style.headers["cache-control"]).toContain("immutable");
  expect(style.text).toContain("--accent:light-dark(#7a1f6b,");
  await surfer.send(path, { accent: "#7a1f6b" }, { files: true });
  expect((await site.surfer().get("/")).text).not.toContain("/assets/site.");
  for (const hex of ["#7a1f6b", "#0b5c5f", "#1d4ed8", "#8a3b00", "#333333"]) {
    const [light, dark] = [lightShades(hex), darkShades(hex)];
    for (const paper of LIGHT_PAPERS)
      expect([hex, contrast(light.accent, paper) >= 4.5, contrast(light.strong, paper) >= 4.5]).toEqual([hex, true, true]);
    for (const paper of DARK_PAPERS)
      expect([hex, contrast(dark.accent, paper) >= 4.5, contrast(dark.strong, paper) >= 4.5]).toEqual([hex, true, true]);
    for (const { accent, on, strong, soft } of [light, dark])
      expect([hex, contrast(accent, on) >= 4.5, contrast(strong, soft) >= 4.5]).toEqual([hex, true, true]);
  }
});

test("a picture becomes the server's face and its browsers' icon, and goes again", async () => {
  await using site = await openSite();
  const surfer = await owned(site);
  const bytes = await sharp({ create: { width: 800, height: 600, channels: 3, background: "teal" } })
    .png()
    .toBuffer();
  const picture = new Blob([new Uint8Array(bytes)], { type: "image/png" });
  const path = "/admin/site/look";
  expect((await surfer.send(path, { picture }, { files: true })).status).toBe(303);
  const { thumbnail, icon } = await json(surfer, "/api/v2/instance");
  expect(thumbnail.url).toMatch(/^https:\/\/alpha\.test\/media\/.*\.webp$/);
  expect(icon.map(({ size }: { size: string }) => size)).toEqual(["32x32", "180x180", "512x512"]);
  const front = (await site.surfer().get("/")).text;
  expect(front).toMatch(/<link rel="icon" href="[^"]+\.png" type="image\/png"/);
  expect((await site.surfer().get(new URL(icon[0].src).pathname)).status).toBe(200);
  const wrong = await surfer.send(path, { picture: new Blob(["nothing"]) }, { files: true });
  expect([wrong.status, wrong.text.includes('id="f-picture-problem"')]).toEqual([422, true]);
  await surfer.send(path, { remove_picture: "1" }, { files: true });
  expect((await json(surfer, "/api/v2/instance")).icon).toEqual([]);
  expect((await site.surfer().get(new URL(thumbnail.url).pathname)).status).toBe(404);
});

test("rules are written, moved, translated and taken away, and apps read them in their order", async () => {
  await using site = await openSite();
  const surfer = await owned(site);
  for (const text of ["Be kind.", "No selling.", "Cover spiders."]) await surfer.send("/admin/rules", { text, hint: "" });
  const read = async (): Promise<{ id: string; text: string }[]> => await json(surfer, "/api/v1/instance/rules");
  const [, , third] = await read();
  await surfer.send(`/admin/rules/${third?.id}/up`, {}, { from: "/admin/rules" });
  expect((await read()).map(({ text }) => text)).toEqual(["Be kind.", "Cover spiders.", "No selling."]);
  await surfer.send(
    `/admin/rules/${third?.id}`,
    { text: "Cover all spiders.", hint: "Some fear them.", text_de: "Spinnen verdecken.", hint_de: "" },
    { from: `/admin/rules/${third?.id}` },
  );
  expect((await read())[1]).toMatchObject({
    text: "Cover all spiders.",
    hint: "Some fear them.",
    translations: { de: { text: "Spinnen verdecken." } },
  });
  await surfer.send(`/admin/rules/${third?.id}/remove`, {}, { from: "/admin/rules" });
  expect((await read()).map(({ text }) => text)).toEqual(["Be kind.", "No selling."]);
  expect((await surfer.send("/admin/rules", { text: " ", hint: "" })).status).toBe(422);
  const terms = { text: "Be *good*.", effective_date: "2026-07-01", changelog: "" };
  expect((await surfer.send("/admin/site/terms", terms, { from: "/admin/site/texts" })).status).toBe(303);
  expect((await surfer.send("/admin/site/terms", terms, { from: "/admin/site/texts" })).status).toBe(422);
  expect((await site.surfer().get("/terms-of-service")).text).toContain("<em>good</em>");
});
