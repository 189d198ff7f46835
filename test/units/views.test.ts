// Every page is whole, escaped, labelled and of a bearable size, whatever the rows hold.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { GROUPED, groupNotifications } from "../../src/notifications/groups.ts";
import { withEmojis } from "../../views/parts/names.ts";
import { repliesView } from "../../views/parts/thread-tree.ts";
import { shortTime } from "../../views/parts/time.ts";
import { audienceOf, shortened, wordsOf } from "../../views/parts/words.ts";
import { statusView } from "../../views/reading/status.ts";
import { homeView } from "../../views/reading/timelines.ts";
import { allPages } from "./views-pages.ts";
import { aContext, aFullPage, aPage, aThread, visitor } from "./views-sample-pages.ts";
import { CSRF, NOW, XSS, aStatus, jon, mallory, pictures } from "./views-samples.ts";

const VOID = new Set(["meta", "link", "img", "input", "br", "path", "circle", "rect", "use"]);
const ADDRESS = /\b(?:href|src|action|formaction|poster|data-other)="([^"]*)"/g;

/** The first tag that closes nothing or is never closed. */
function unbalanced(markup: string): string | undefined {
  const open: string[] = [];
  for (const [all, slash, name = "", end] of markup.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g)) {
    if (VOID.has(name) || end === "/") continue;
    if (slash === "") open.push(name);
    else if (open.pop() !== name) return all;
  }
  return open.at(-1);
}

function unlabelled(markup: string): string[] {
  const labels = new Set([...markup.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id));
  const wrapped = [...markup.matchAll(/<label\b[^>]*>(?:(?!<\/label>)[\s\S])*<\/label>/g)].map(([all]) => all).join("");
  const controls = [...markup.matchAll(/<(?:input|textarea|select)\b[^>]*>/g)].map(([all]) => all);
  return controls.filter((tag) => {
    const id = / id="([^"]+)"/.exec(tag)?.[1];
    return !/type="hidden"| hidden>/.test(tag) && !(id !== undefined && labels.has(id)) && !wrapped.includes(tag);
  });
}

const repeated = (names: readonly string[]): string[] => names.filter((name, at) => names.indexOf(name) !== at);
const idsIn = (markup: string): string[] => [...markup.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id);

describe.each(Object.entries(allPages()))("page %s", (_name, page) => {
  const markup = String(page);

  test("is well formed, with one h1, unique ids, a title and landmarks", () => {
    expect(markup.startsWith("<!doctype html>")).toBe(true);
    expect(unbalanced(markup)).toBeUndefined();
    // On a card itself, u-… would say of what is around it what is so of the card.
    expect(markup).not.toMatch(/ class="(?=[^"]*\bh-card\b)[^"]*\bu-/);
    expect(markup.match(/<h1\b/g)).toHaveLength(1);
    expect(repeated(idsIn(markup))).toEqual([]);
    expect(markup).toMatch(/<title>[^<]+<\/title>/);
    for (const landmark of ['<main id="main"', '<nav class="nav"', "<header", "<footer", 'href="#main"'])
      expect(markup).toContain(landmark);
  });

  test("escapes what people wrote, and runs nothing inline", () => {
    expect(markup).not.toContain(XSS);
    expect(markup).not.toContain("<img src=x");
    // What search engines read is no script: browsers run nothing of that type.
    const inert = markup.replaceAll(/<script type="application\/ld\+json">[^<]*<\/script>/g, "");
    expect(inert.replaceAll(/<script type="module" src="\/assets\/\w+\.js"><\/script>/g, "")).not.toContain("<script");
    expect(markup.replaceAll(/="[^"]*"/g, "=")).not.toMatch(/<[a-z][^>]*\s(?:style|on\w+)=/);
    for (const [, address = ""] of markup.matchAll(ADDRESS)) expect(address).toMatch(/^(?:https?:\/\/|\/(?!\/)|#|mailto:)/);
    expect(markup).not.toMatch(/undefined|\[object|NaN/);
  });

  test("labels every control and names every button and picture", () => {
    expect(unlabelled(markup)).toEqual([]);
    for (const [all] of markup.matchAll(/<button\b[\s\S]*?<\/button>/g)) expect(wordsOf(all)).not.toBe("");
    for (const [all] of markup.matchAll(/<img\b[^>]*>/g)) expect(all).toMatch(/ alt="[^"]*".* width="\d+" height="\d+"/);
    for (const [, id = ""] of markup.matchAll(/aria-(?:describedby|labelledby)="([^"]+)"/g)) {
      for (const one of id.split(" ")) expect(idsIn(markup)).toContain(one);
    }
  });

  test("sends the token with every form that changes something", () => {
    const forms = [...markup.matchAll(/<form\b[^>]*method="post"[\s\S]*?<\/form>/g)];
    for (const [form] of forms) expect(form).toContain(`name="csrf" value="${CSRF}"`);
    for (const [, tag = ""] of markup.matchAll(/<form\b([^>]*)>/g)) expect(tag).toMatch(READS_OR_POSTS);
  });
});

/** What is sent by GET changes nothing: searches, and the steps before a report. */
const READS_OR_POSTS =
  /method="(?:post"|get" action="\/(?:search|messages\/(?:new|\d+)|admin(?:\/[a-z]+)*|@[^"/]+\/(?:follow(?:ers|ing)|friends)|(?:lists|collections)\/\d+\/edit|accounts\/\d+\/report)")/;

const VIEWS = join(import.meta.dirname, "../../views");

test("a first page with its stylesheet and scripts stays far below 60 KB on the wire", () => {
  const statuses = Array.from({ length: 20 }, (_, at) =>
    aStatus({ id: 500 - at, content: `<p>${"Some words about the garden. ".repeat(12)}${at}</p>` }),
  );
  const home = String(homeView(aContext(), { page: aPage(statuses), pager: {} }));
  const style = readdirSync(join(VIEWS, "style")).map((name) => readFileSync(join(VIEWS, "style", name)));
  const files = [Buffer.concat(style), readFileSync(join(VIEWS, "assets/posts.js"))];
  const sent = [Buffer.from(home), ...files].map((bytes) => gzipSync(bytes).length).reduce((sum, length) => sum + length, 0);
  expect(sent).toBeLessThan(30_000);
});

test("a thread of 40 answers is one conversation; forks are set in three times and then lead on", () => {
  const deep = aThread(40);
  const chain = String(repliesView(deep.root, deep.descendants, { page: deep.page, ctx: aContext() }));
  expect(chain.match(/<article/g)).toHaveLength(40);
  expect(chain.match(/<ul class="branches/g)).toHaveLength(1);
  const forked = aThread(8, [2, 3, 4, 5, 6]);
  const tree = String(repliesView(forked.root, forked.descendants, { page: forked.page, ctx: aContext() }));
  expect(tree).toContain("depth-3");
  expect(tree).not.toContain("depth-4");
  expect(tree).toMatch(/Continue this branch · \d+ replies/);
});

test("a circle of replies ends, and a reply without its parent is still shown", () => {
  const statuses = [
    aStatus({ id: 10 }),
    aStatus({ id: 11, in_reply_to_id: 12 }),
    aStatus({ id: 12, in_reply_to_id: 11 }),
    aStatus({ id: 13, in_reply_to_id: 99 }),
  ];
  const [root] = statuses;
  const markup = root === undefined ? "" : String(repliesView(root, [11, 12, 13], { page: aPage(statuses), ctx: aContext() }));
  expect(markup.match(/<article/g)).toHaveLength(3);
});

test("visitors get no actions; owners may edit, and a message cannot be boosted", () => {
  const page = aFullPage();
  const markup = (id: number, ctx = aContext()) => String(statusView(page.statuses.get(id) ?? aStatus({ id }), page, ctx));
  expect(markup(120, visitor())).not.toContain("<form");
  expect(markup(120)).toContain("/statuses/120/edit");
  expect(markup(117)).not.toContain("/edit");
  expect(markup(117)).toContain('formaction="/statuses/117/unreblog" data-other="/statuses/117/reblog" aria-pressed="true"');
  expect(markup(119)).toContain('<button class="act reblog" disabled');
  expect(markup(114)).toContain('formaction="/statuses/90/favourite"');
});

test("mentions and tags lead to our pages, other links stay", () => {
  const page = aFullPage();
  const markup = (id: number) => String(statusView(page.statuses.get(id) ?? aStatus({ id }), page, aContext()));
  expect(markup(119)).toContain('<a href="/@mia" class="u-url mention">');
  expect(markup(116)).toContain('<a href="/tags/garden" class="mention hashtag"');
  expect(markup(114)).toContain('href="https://radio.example/a/very/long/path"');
});

test("filters hide, or cover with their title", () => {
  const status = aStatus({ id: 7 });
  const filter = {
    id: 1,
    account_id: 1,
    title: XSS,
    context: "[]",
    action: "warn" as "warn" | "hide",
    expires_at: 0,
    created_at: 0,
  };
  const shown = (action: "warn" | "hide") =>
    String(
      statusView(
        status,
        aPage([status], { filtered: new Map([[7, [{ filter: { ...filter, action }, keywords: [], status_ids: [] }]]]) }),
        aContext(),
      ),
    );
  expect(shown("warn")).toContain("Filtered: &lt;script&gt;");
  expect(shown("hide")).toBe("");
});

test("a filter that blurs covers the pictures and leaves the words", () => {
  const status = aStatus({ id: 7 });
  const filter = { id: 1, account_id: 1, title: "Later", context: "[]", action: "blur" as const, expires_at: 0, created_at: 0 };
  const page = aPage([status], {
    media: new Map([[7, pictures]]),
    filtered: new Map([[7, [{ filter, keywords: [], status_ids: [] }]]]),
  });
  const markup = String(statusView(status, page, aContext()));
  expect(markup).toMatch(/<details class="cw cover"[^>]*><summary[^>]*><span>Filtered: Later<\/span>/);
  expect(markup).not.toContain('class="filtered"');
});

test("sensitive pictures are covered unless asked for", () => {
  const status = aStatus({ id: 7, sensitive: 1 });
  const page = aPage([status], { media: new Map([[7, pictures]]) });
  const shown = (expand_media: "default" | "show_all" | "hide_all") => {
    const ctx = aContext();
    return String(
      statusView(status, page, {
        ...ctx,
        viewer: ctx.viewer === undefined ? undefined : { ...ctx.viewer, settings: { expand_media } },
      }),
    );
  };
  expect(shown("default")).toContain("Sensitive: 4 pictures");
  expect(shown("show_all")).not.toContain("cover");
});

test("favourites of one post make one line", () => {
  const row = (id: number, type: "favourite" | "mention", status_id: number) => ({
    id,
    account_id: 1,
    type,
    from_account_id: id,
    status_id,
    subject_id: 0,
    group_key: `${type}-${status_id}`,
    filtered: 0 as const,
    created_at: NOW,
  });
  const rows = [
    row(5, "favourite", 1),
    row(4, "mention", 1),
    row(3, "favourite", 1),
    row(2, "favourite", 2),
    row(1, "mention", 1),
  ];
  const { groups, used } = groupNotifications(rows, new Set(GROUPED), 3);
  expect(groups.map((group) => group.rows.map(({ id }) => id))).toEqual([[5, 3], [4], [2]]);
  expect(used).toBe(4);
});

test("times are short", () => {
  const hour = 3_600_000;
  expect(
    [0, 14 * 60_000, 5 * hour, 26 * hour, 60 * 24 * hour, 700 * 24 * hour].map((ago) => shortTime(NOW - ago, aContext())),
  ).toEqual(["now", "14 min", "5 hr", "Wed", "11 Jan", "11 Apr 2024"]);
  expect([10_000, 90 * 60_000, 72 * hour].map((left) => aContext().locale.times.left(NOW + left, NOW))).toEqual([
    "1 min",
    "2 hr",
    "3 days",
  ]);
});

test("words: audiences are exact, previews are text, emoji stay out of tags", () => {
  expect(audienceOf(aContext(), "private", 38).line).toBe("Only your 38 followers, and whom you mention");
  expect(audienceOf(aContext(), "direct", 38, ["@mia", "@jon"]).line).toBe("Only @mia and @jon");
  expect(wordsOf("<p>a &lt;b&gt; &amp;amp;</p><p>c<br>d</p>")).toBe("a <b> &amp; c d");
  expect(shortened("👩‍🌾 abcdef", 4)).toHaveLength(Array.from(shortened("👩‍🌾 abcdef", 4)).join("").length);
  expect(
    withEmojis('<a title=":cat:">:cat: :dog:</a>', [{ shortcode: "cat", url: 'https://e.example/"c.png' }], aContext()),
  ).toBe(
    '<a title=":cat:"><img class="emoji" src="https://e.example/&quot;c.png" alt=":cat:" title=":cat:" width="20" height="20" loading="lazy"> :dog:</a>',
  );
  expect(withEmojis(":x:", [{ shortcode: "x", url: "javascript:alert(1)" }], aContext())).toBe(":x:");
  expect(String(statusView(aStatus({ id: 1, account_id: mallory.id }), aPage([aStatus({ id: 1 })]), aContext()))).toContain(
    "&lt;script&gt;",
  );
  expect(String(statusView(aStatus({ id: 1, account_id: jon.id }), aPage([aStatus({ id: 1 })]), aContext()))).toContain(
    'alt=":cat:"',
  );
});
