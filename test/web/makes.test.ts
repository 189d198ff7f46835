/**
 * No form that makes something forgets to say so: every form of every page whose route is not marked `makes` is sent, and sent again as it was, as by a second
 * click. The second time makes no row in any table.
 */
import { expect, test } from "vitest";
import type { Route } from "../../src/web/frame/respond.ts";
import { webRoutes } from "../../src/web/router.ts";
import { picture } from "../stories/pruned.ts";
import { formsOf, isTyped, type Control, type SentForm } from "./page-forms.ts";
import { tokenOf, type Surfer } from "./site.ts";
import { villageWalkers, type Walker } from "./village-walkers.ts";
import { VILLAGE_PASSWORD } from "./village.ts";

const walkers = villageWalkers("open");

/** What comes of a request without being what was asked for: who came by, what is still to be done, what others have sent, what has been counted. */
const BESIDE =
  /^(?:sqlite_|jobs$|inbox$|documents$|deliveries$|hosts$|kept_answers$|web_sessions$|sessions$|steps$|rate|visits|insight)/;

/** Of every table, how many rows it has. */
const countRows = async (): Promise<Record<string, number>> => await picture(walkers.kith());

const patternOf = ({ path }: Route): RegExp =>
  new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/:\w+/g, "[^/]+")}$`);
const posts = webRoutes.filter(({ method }) => method === "post").map((route) => ({ route, pattern: patternOf(route) }));
const routeOf = (action: string): Route | undefined =>
  posts.find(({ pattern }) => pattern.test(action.split("?", 1)[0] ?? ""))?.route;

/** What ends something, or takes it back, makes nothing; and whoever has left has nothing to walk on with. */
const ENDS =
  /\/(?:(?:un|end)\w*|act|away|cancel|claim|clear|close|decline|delete|dismiss|drop|leave|off|others|reject|refuse|release|remove|revoke|sign_out|skip|stop|turn_away|withdraw)$/;

/**
 * Forms that change what is there, and make nothing: sent twice, they leave what they would have left the first time. A form that makes something does not belong here:
 * mark its route (`makes` in `src/web/frame/respond.ts`). Joining and setting up know their own form when it comes again (`findJustMade`).
 */
const CHANGES = `
/accounts/:id/befriend /accounts/:id/block /accounts/:id/circles /accounts/:id/follow /accounts/:id/following
/accounts/:id/lists /accounts/:id/mute /accounts/:id/note /auth/confirmation/new /auth/password /auth/password/new
/circles/:id/add /circles/:id/rename /collections/:id/edit /compose/keep /compose/media /domain_blocks
/events/:id/edit /events/:id/people/:rsvp_id/accept /events/:id/rsvp /events/feed/renew /events/guest/:id/:token
/events/:id/series/resume /events/reminders /follow_requests/:id/authorize /followed_tags /groups/:id/approve /groups/:id/join
/groups/:id/let_in /groups/:id/resolve /groups/:id/take_over /groups/join/:code /home/shows /insights/:id/choice
/lists/:id/add /lists/:id/edit /messages/:id/accept /messages/:id/mute /messages/:id/people /messages/:id/picture
/messages/:id/typing /messages/settings /messages/settings/marks /notifications/policy /notifications/read /notifications/requests/accept
/playlists/:id /playlists/:id/films /recommendations/:id/accept /recurring/:id/pause /recurring/:id/resume
/scheduled/:id/move /scheduled/calendar/move /settings/appearance /settings/cv /settings/mail /settings/mail/resume
/settings/moving/alias /settings/moving/back /settings/preferences /settings/privacy /settings/profile
/settings/profile/tags /settings/two-factor/app /settings/two-factor/begin /settings/two-factor/codes
/settings/two-factor/key /setup /shortcuts /sign_in /sign_in/passkey /sign_in/step /sign_up /statuses/:id/bookmark
/statuses/:id/downvote /statuses/:id/edit /statuses/:id/favourite /statuses/:id/filter /statuses/:id/mute
/statuses/:id/pin /statuses/:id/post_without_group /statuses/:id/react /statuses/:id/reblog /statuses/:id/translate
/statuses/:id/vote /stories/:id/react /stories/choices /tags/:name/feature /tags/:name/follow /teams/:id/accept
/videos/:id /videos/uploads /videos/uploads/:id /videos/uploads/:id/finish
`
  .trim()
  .split(/\s+/);

const TYPED: Readonly<Record<string, string>> = {
  email: "wren@mail.test",
  url: "https://walnut.test/",
  number: "1",
  password: VILLAGE_PASSWORD,
  "datetime-local": "2030-06-01T10:00",
  date: "2030-06-01",
};
const typedIn = (control: Control): string =>
  !isTyped(control) || control.value !== "" ? control.value : (TYPED[control.type] ?? "walnut");

async function sendTwice(who: Surfer, form: SentForm, page: string): Promise<string[]> {
  const { text } = await who.get(page);
  const fields = {
    csrf: tokenOf({ text } as never),
    ...Object.fromEntries(form.controls.map((one) => [one.name, typedIn(one)])),
  };
  const complaints: string[] = [];
  const ways: Record<string, string>[] =
    form.buttons.length === 0 ? [{}] : form.buttons.map(([name, value]) => ({ [name]: value }));
  for (const way of ways) {
    const first = await who.resend(form.action, { ...fields, ...way }, { files: form.files });
    if (first.status >= 400) continue;
    await walkers.settles();
    const before = await countRows();
    await who.resend(form.action, { ...fields, ...way }, { files: form.files });
    await walkers.settles();
    const after = await countRows();
    for (const [table, rows] of Object.entries(after))
      if (rows > (before[table] ?? 0) && !BESIDE.test(table))
        complaints.push(`${page}: ${form.action} ${JSON.stringify(way)} makes one more of ${table}`);
  }
  return complaints;
}

async function walk({ surfer: who, pages }: Walker): Promise<string[]> {
  const complaints: string[] = [];
  const seen = new Set<string>();
  for (const page of pages) {
    const { status, text } = await who.get(page);
    if (status !== 200) continue;
    for (const form of formsOf(text, true)) {
      const route = routeOf(form.action);
      const key = `${route?.path} ${form.controls.map(({ name }) => name.replaceAll(/\d+/g, "N")).join()}`;
      if (route === undefined || route.makes === true || seen.has(key) || ENDS.test(route.path)) continue;
      seen.add(key);
      complaints.push(...(await sendTwice(who, form, page)));
    }
  }
  return complaints;
}

test("what visitors send twice makes nothing twice", { timeout: 120_000 }, async () => {
  expect(await walk(walkers.visitor())).toEqual([]);
});

test("what members and those who run the server send twice makes nothing twice", { timeout: 240_000 }, async () => {
  expect(await walk(await walkers.mia())).toEqual([]);
});

test("each form says whether it makes something: what is not marked is known to change something, or ends it", () => {
  const unmarked = posts.flatMap(({ route: { path, makes } }) => (makes === true || ENDS.test(path) ? [] : [path]));
  expect(unmarked.filter((path) => !CHANGES.includes(path))).toEqual([]);
  expect(CHANGES.filter((path) => !unmarked.includes(path))).toEqual([]);
});
