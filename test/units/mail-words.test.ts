/** What is left of a letter: what its writer has written. */
import { expect, test } from "vitest";
import fc from "fast-check";
import { wordsOf } from "../../src/mailing/words.ts";
import { cpuOf } from "../world/cpu.ts";

const QUOTE = "> My roses bloom\n> and more";

test.each<[string, string, string]>([
  ["an English introduction", `Lovely!\n\nOn Mon, 1 Jun 2026 at 12:00, Ann <ann@mail.test> wrote:\n\n${QUOTE}\n`, "Lovely!"],
  ["a broken one", `Lovely!\n\nOn Mon, 1 Jun 2026 at 12:00, Ann via Gardens\n<ann@mail.test> wrote:\n${QUOTE}`, "Lovely!"],
  ["a German one", `Schön!\n\nAm 01.06.26 um 12:00 schrieb Ann:\n${QUOTE}`, "Schön!"],
  ["a Japanese one", `いいね\n\n2026年6月1日(月) 12:00 Ann <ann@mail.test>:\n${QUOTE}`, "いいね"],
  ["a signature", "Lovely!\n-- \nBen\nGardener", "Lovely!"],
  ["a phone", "Lovely!\n\nSent from my iPhone", "Lovely!"],
  ["Outlook", "Lovely!\n\n________________________________\nFrom: Ann <a@b.test>\nSent: Monday", "Lovely!"],
  ["Outlook without its line", "Schön!\n\nVon: Ann <a@b.test>\nGesendet: Montag\nBetreff: Rosen\n\nMeine Rosen", "Schön!"],
  ["an original", "Yes\n\n-----Original Message-----\nFrom: Ann\n\nRoses?", "Yes"],
  ["answers in between", `${QUOTE}\n\nRed ones?\n\n> tulips\nNo tulips.`, "Red ones?\n\nNo tulips."],
  ["a list with a colon", "I have:\n- roses\n- tulips", "I have:\n- roses\n- tulips"],
  ["an arrow and a dash", "a -> b\n--- no ---x\nFrom: here to there", "a -> b\n--- no ---x\nFrom: here to there"],
  ["GMX, whose time comes first", 'Schön!\n\nGesendet: Montag\nVon: "Ann" <a@b.test>\nAn: ben\n\nMeine Rosen', "Schön!"],
  ["Yahoo, which marks nothing", "Lovely!\n\n    On Monday, Ann <a@b.test> wrote:  \n \n My roses bloom", "Lovely!"],
  ["the same in German", "Schön!\n\nAm 1.6.26 schrieb Ann <a@b.test>:\nMeine Rosen", "Schön!"],
  ["words below a quote", `On Monday, Ann <a@b.test> wrote:\n\n${QUOTE}\n\nLovely!`, "Lovely!"],
  ["an address in one's own words", "Ask Ann <a@b.test>, as I wrote:\nshe knows", "Ask Ann <a@b.test>, as I wrote:\nshe knows"],
  ["nothing", QUOTE, ""],
])("%s", (_name, text, words) => {
  expect(wordsOf({ text })).toBe(words);
});

test("HTML becomes words, without quotes however deep, styles and scripts", () => {
  const html =
    "<head><title>x</title></head><p>One</p><blockquote>a<blockquote>b</blockquote>c</blockquote><p>Two<br>Three</p><script>alert(1)</script><blockquote>never ends";
  expect(wordsOf({ text: " ", html })).toBe("One\n\nTwo\nThree");
  // What names whom it quotes, with their address, goes with the quote, wherever mail programs put it.
  const wrote = "On Monday, Ann &lt;a@b.test&gt; wrote:";
  for (const quote of [
    `<p>${wrote}</p><blockquote type="cite">Roses</blockquote>`,
    `<div class="protonmail_quote">${wrote}<br><blockquote class="protonmail_quote">Roses</blockquote></div>`,
    `<div id="y1yahoo_quoted" class="y1yahoo_quoted"><div>${wrote}</div><div>Roses</div></div>`,
  ])
    expect(wordsOf({ text: "", html: `<p>Lovely!</p>${quote}` })).toBe("Lovely!");
});

test("whatever comes, it ends soon and says nothing that was not there", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 500 }), (text) => {
      expect(wordsOf({ text }).length).toBeLessThanOrEqual(text.length);
    }),
  );
  const hostile = ["> \n".repeat(100_000), "-".repeat(300_000), '<div class="'.repeat(50_000), `${"a\n".repeat(90_000)}x:\n> y`];
  const work = cpuOf(() => {
    for (const text of hostile) wordsOf({ text, html: text });
  });
  expect(work).toBeLessThan(3000);
});
