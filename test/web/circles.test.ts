/** Circles on pages: making them, who is in them, and writing to one with its exact reach in view. */
import { expect, test } from "vitest";
import { ensureCircles } from "../../src/circles/circles.ts";
import { addMembers } from "../../src/circles/members.ts";
import { follow } from "../../src/follows/follow.ts";
import { openSite } from "./site.ts";
import { statuses, writes } from "./writing-site.ts";

async function gather() {
  const site = await openSite();
  const [ann, bob, eve] = [await site.joins("ann"), await site.joins("bob"), await site.joins("eve")];
  await follow(site.kith, bob, ann);
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  return { site, ann, bob, eve, surfer };
}

test("a circle is made, filled by searching, renamed and deleted", async () => {
  const { site, bob, eve, surfer } = await gather();
  await using _ = site;
  const first = await surfer.get("/circles");
  expect(first.text).toContain("Close friends");
  expect(first.text).toContain("nobody yet");
  expect((await surfer.send("/circles", { title: " " }, { from: "/circles" })).status).toBe(422);
  const made = await surfer.send("/circles", { title: "Choir" }, { from: "/circles" });
  const at = String(made.headers.location);
  const found = await surfer.get(`${at}?q=bo`);
  expect(found.text).toContain("@bob");
  expect((await surfer.get(`${at}?q=eve`)).text).toContain("Only those can be in a circle");
  await surfer.send(`${at}/add`, { account: String(bob.id) }, { from: at });
  expect((await surfer.get(at)).text).toContain("1 person on 1 server");
  expect((await surfer.send(`${at}/add`, { account: String(eve.id) }, { from: at })).status).toBe(404);
  await surfer.send(`${at}/rename`, { title: "Big choir" }, { from: at });
  expect((await surfer.get("/circles")).text).toContain("Big choir");
  await surfer.send(`${at}/remove`, { account: String(bob.id) }, { from: at });
  expect((await surfer.get(at)).text).toContain("Nobody yet");
  expect((await surfer.get(`${at}/delete`)).text).toContain("Delete “Big choir”?");
  await surfer.send(`${at}/delete`, {}, { from: `${at}/delete` });
  expect((await surfer.get(at)).status).toBe(404);
  const others = site.surfer();
  await others.signsIn("eve");
  expect((await others.get("/circles")).text).not.toContain("choir");
});

test("writing to a circle: its reach stands in the choice and in the preview, and afterwards its author alone is told for whom it was", async () => {
  const { site, ann, bob, surfer } = await gather();
  await using _ = site;
  const [close] = await ensureCircles(site.kith, ann.id);
  const empty = await writes(surfer, { text: "Hm", visibility: "limited", circle_id: String(close?.id) });
  expect(empty.status).toBe(422);
  expect(empty.text).toContain("nobody in it");
  await addMembers(site.kith, close!, [bob.id]);
  const form = await surfer.get(`/compose?circle=${close?.id}`);
  expect(form.text).toMatch(/value="limited"[^>]*checked/);
  expect(form.text).toContain("Close friends · 1 person on 1 server");
  const written = { text: "Supper at mine, @eve too", visibility: "limited", circle_id: String(close?.id) };
  const preview = await writes(surfer, { ...written, do: "preview" });
  expect(preview.text).toContain("Goes to Close friends · 1 person on 1 server, and to @eve");
  expect(await statuses(site)).toEqual([]);
  await writes(surfer, written);
  const [status] = await site.kith.db.selectFrom("statuses").selectAll().execute();
  const path = `/@ann/${status?.id}`;
  expect((await surfer.get(path)).text).toContain("Close friends · 1 person");
  const others = site.surfer();
  await others.signsIn("bob");
  const seen = (await others.get(path)).text;
  expect(seen).toContain("Supper at mine");
  expect(seen).toContain("Only some people");
  expect(seen).not.toContain("Close friends · 1 person");
  expect((await others.get("/home")).text).toContain("Supper at mine");
  expect((await site.surfer().get(path)).status).toBe(404);
  const edit = (await surfer.get(`/statuses/${status?.id}/edit`)).text;
  expect(edit).toContain("Close friends · 1 person");
  expect((await surfer.get(`/compose?reply=${status?.id}`)).text).toMatch(/value="limited"[^>]*checked/);
  expect((await others.get(`/compose?reply=${status?.id}`)).text).toMatch(/value="direct"[^>]*checked/);
});

test("a draft for a circle that is gone is for nobody but those whom it names", async () => {
  const { site, ann, surfer } = await gather();
  await using _ = site;
  const made = await surfer.send("/circles", { title: "Choir" }, { from: "/circles" });
  const id = String(made.headers.location).split("/").at(-1) ?? "";
  await writes(surfer, { text: "For the choir", visibility: "limited", circle_id: id, do: "draft" });
  const draft = await site.kith.db.selectFrom("drafts").selectAll().where("account_id", "=", ann.id).executeTakeFirstOrThrow();
  expect((await surfer.get(`/compose?draft=${draft.id}`)).text).toMatch(/value="limited"[^>]*checked/);
  await surfer.send(`/circles/${id}/delete`, {}, { from: `/circles/${id}/delete` });
  expect((await surfer.get(`/compose?draft=${draft.id}`)).text).toMatch(/value="direct"[^>]*checked/);
});

test("from a profile: in which circles somebody is", async () => {
  const { site, bob, eve, surfer } = await gather();
  await using _ = site;
  await surfer.send("/circles", { title: "Choir" }, { from: "/circles" });
  const at = `/accounts/${bob.id}/circles`;
  expect((await surfer.get("/@bob")).text).toContain(at);
  expect((await surfer.get("/@eve")).text).not.toContain(`/accounts/${eve.id}/circles`);
  const id = /name="circle" value="(\d+)"[^>]*><span dir="auto">Choir/.exec((await surfer.get(at)).text)?.[1] ?? "";
  await surfer.send(at, { circle: id }, { from: at });
  expect((await surfer.get(at)).text).toMatch(new RegExp(`value="${id}" checked`));
  expect((await surfer.get(`/circles/${id}`)).text).toContain("1 person");
  await surfer.send(at, {}, { from: at });
  expect((await surfer.get(`/circles/${id}`)).text).toContain("Nobody yet");
});
