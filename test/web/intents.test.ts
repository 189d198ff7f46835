/** Buttons on other sites (FEP-3b86): WebFinger says where they lead, and they lead to pages on which nothing has been done yet. */
import { expect, test } from "vitest";
import { openSite } from "./site.ts";

type Link = { rel: string; template?: string };

test("WebFinger names a page for each intent, and each leads there", async () => {
  await using site = await openSite();
  const [ann, bob] = [await site.joins("ann"), await site.joins("bob")];
  const id = await site.posts(bob, "Like me");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  const { links } = (await surfer.get("/.well-known/webfinger?resource=acct:ann@alpha.test")).json<{ links: Link[] }>();
  const leads = async (intent: string, values: Record<string, string>) => {
    const template = links.find(({ rel }) => rel === `https://w3id.org/fep/3b86/${intent}`)?.template ?? "";
    const url = template.replace(/\{([\w-]+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
    return (await surfer.get(url.slice("https://alpha.test".length))).headers.location;
  };
  const status = `https://alpha.test/users/${bob.id}/statuses/${id}`;
  expect(await leads("Follow", { object: bob.uri })).toBe("/@bob");
  for (const intent of ["Like", "Announce", "Object"]) expect(await leads(intent, { object: status })).toBe(`/@bob/${id}`);
  const shared = await leads("Create", { type: "Note", name: "A title", content: "<b>&", summary: "Careful", inReplyTo: status });
  expect(shared).toBe(`/compose?reply=${id}&text=A+title%0A%0A%3Cb%3E%26&spoiler_text=Careful`);
  const form = await surfer.get(String(shared));
  expect(form.text).toMatch(/@bob A title\s+&lt;b&gt;&amp;<\/textarea>/);
  expect(form.text).toContain('value="Careful"');
  // Looking is all that has happened.
  const counts = await site.kith.db.selectFrom("follows").select("id").where("account_id", "=", ann.id).execute();
  expect(counts).toEqual([]);
});

test("whoever is not signed in comes back to what they wanted to share", async () => {
  await using site = await openSite();
  await site.joins("ann");
  const surfer = site.surfer();
  const answer = await surfer.get("/share?text=Hello");
  expect(answer.headers.location).toBe(`/sign_in?return_to=${encodeURIComponent("/share?text=Hello")}`);
  await surfer.signsIn("ann");
  expect((await surfer.get("/share?text=Hello")).headers.location).toBe("/compose?text=Hello");
  expect((await surfer.get(`/compose?text=${"x".repeat(6000)}`)).text).not.toContain("x".repeat(5001));
});
