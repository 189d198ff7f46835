/** `/api/v1/instance/languages`, which Mastodon has and does not document: the languages that apps let people choose for a post, by their English names. */

/** Of three letters, and with a region, those that people have asked for; besides all of two letters that have a name. */
const MORE = "ast chr ckb cnr csb fil gsw jbo kab lfn moh nds sco sma smj szl tok xal yue zgh zh-CN zh-HK zh-TW".split(" ");
const LETTERS = "abcdefghijklmnopqrstuvwxyz".split("");

/** BCP 47, in order. */
export function listLanguages(): { code: string; name: string }[] {
  const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const pairs = LETTERS.flatMap((one) => LETTERS.map((other) => `${one}${other}`));
  // Older codes of a language stand for its present one.
  const codes = [...pairs, ...MORE].filter((code) => Intl.getCanonicalLocales(code)[0] === code);
  return codes
    .flatMap((code) => {
      const name = names.of(code);
      return name === undefined ? [] : [{ code, name }];
    })
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
}
