/** Posts whose authors elsewhere do not let everybody do everything (GoToSocial's interaction policies), on pages: what would be refused cannot be pressed, and says why. */
import { expect, test } from "vitest";
import { interactionsOfUris } from "../../src/statuses/consent.ts";
import { openSite } from "./site.ts";

const buttonOf = (text: string, act: string): string | undefined =>
  new RegExp(`<(?:button|a) class="act ${act}"[^>]*>`).exec(text.replace(/^[\s\S]*?<main/, "<main"))?.[0];

test("what its author does not let one do cannot be pressed, and says so in one's own language; its author can", async () => {
  await using site = await openSite();
  const { kith } = site;
  const [ann, ben] = [await site.joins("ann"), await site.joins("ben")];
  const id = await site.posts(ann, "Mine");
  const nobody = { automatic: [ann.uri], manual: [] };
  const interactions = interactionsOfUris({ reply: nobody, favourite: nobody, reblog: nobody }, ann, []);
  await kith.write(async (tx) => {
    await tx.updateTable("statuses").set({ interactions }).where("id", "=", Number(id)).execute();
    await tx.updateTable("users").set({ locale: "de" }).where("id", "=", ben.id).execute();
  });
  const [hers, his] = [site.surfer(), site.surfer()];
  await hers.signsIn("ann");
  await his.signsIn("ben");
  const page = (await his.get(`/@ann/${id}`)).text;
  for (const [act, words] of [
    ["reply", "Wer das geschrieben hat, lässt dich nicht darauf antworten."],
    ["favourite", "Wer das geschrieben hat, lässt es dich nicht favorisieren."],
    ["reblog", "Wer das geschrieben hat, lässt es dich nicht teilen."],
  ] as const) {
    expect(buttonOf(page, act)).toContain(`disabled title="${words}"`);
    // In words as well, for who sees no title.
    if (act !== "reply") expect(page).toMatch(new RegExp(`<p class="hint">[^\\n]*${words}`));
  }
  expect(buttonOf(page, "bookmark")).not.toContain("disabled");
  const own = (await hers.get(`/@ann/${id}`)).text;
  for (const act of ["reply", "favourite", "reblog"]) expect(buttonOf(own, act)).not.toContain("disabled");
});
