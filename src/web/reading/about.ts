/** The front page (or, for those who are signed in, the way home) and what this server says about itself. */
import type { Account } from "../../db/schema.ts";
import { isAtLeast } from "../../accounts/users.ts";
import { loadAccounts } from "../../accounts/find.ts";
import type { Kith } from "../../kith.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import { describe, describePrivacy, describeTerms } from "../../policies/describe.ts";
import { findText } from "../../policies/texts.ts";
import { publicStatusIds } from "../../timelines/public.ts";
import { aboutView } from "../../../views/reading/about.ts";
import { frontView } from "../../../views/reading/front.ts";
import { privacyView } from "../../../views/reading/privacy.ts";
import { routes } from "../../../views/frame/routes.ts";
import { VERSION } from "../../version.ts";
import { mayVisit } from "../frame/acting.ts";
import { contextOf } from "../frame/context.ts";
import { go, page, show, type Answer, type Route } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";

const SHOWN = 10;
const KEPT_FOR = 10 * 60_000;
/** A small server is counted in a moment, and should not look empty for long. */
const SMALL = { people: 1000, kept_for: 30_000 };

async function showFront(visit: Visit): Promise<Answer> {
  const { member } = visit.session ?? {};
  if (visit.session !== undefined)
    return go(member === undefined || mayVisit(member, { method: "get", path: routes.home }) ? routes.home : routes.explore);
  const { kith } = visit;
  const page = await loadStatusPage(kith.db, 0, await frontIds(kith));
  const about = kith.instance.front_page === "about" ? await longWords(kith) : undefined;
  return show(frontView(await contextOf(visit), { page, about, ...(await countAll(kith)) }));
}

/** What stands on the front page is chosen by those who run the server. */
async function frontIds(kith: Kith): Promise<number[]> {
  const { front_page, front_status_id } = kith.instance;
  if (front_page === "about") return [];
  if (front_page === "status") return [front_status_id];
  return await publicStatusIds(kith, 0, { local: true }, { limit: SHOWN });
}

/** Undefined when nobody has written any. */
const longWords = async (kith: Kith): Promise<string | undefined> =>
  (await findText(kith.db, "extended_description")) === undefined ? undefined : (await describe(kith)).content;

async function showAbout(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const extended = await longWords(kith);
  return show(
    aboutView(await contextOf(visit), { extended, staff: await loadStaff(kith), ...(await countAll(kith)), version: VERSION }),
  );
}

const showPrivacy = async (visit: Visit): Promise<Answer> =>
  show(
    privacyView(await contextOf(visit), {
      title: visit.locale.t("about.privacy"),
      text: (await describePrivacy(visit.kith)).content,
    }),
  );

const showTerms = async (visit: Visit): Promise<Answer> =>
  show(
    privacyView(await contextOf(visit), {
      title: visit.locale.t("about.terms"),
      text: (await describeTerms(visit.kith)).content,
    }),
  );

/** Owner first, then by how long they have been here. */
async function loadStaff({ db }: Kith): Promise<Account[]> {
  const users = await db
    .selectFrom("users")
    .select(["id", "role"])
    .where("role", "<>", "user")
    .where("disabled", "=", 0)
    .orderBy("id")
    .limit(20)
    .execute();
  const accounts = await loadAccounts(
    db,
    users.map(({ id }) => id),
  );
  const inOrder = [...users.filter((user) => isAtLeast(user, "owner")), ...users.filter((user) => !isAtLeast(user, "owner"))];
  return inOrder.flatMap(({ id }) => accounts.get(id) ?? []);
}

type Counts = { people: number; posts: number; until: number };

/** Counting reads much on a large server, so it is done every ten minutes at most there. */
async function countAll(kith: Kith): Promise<{ people: number; posts: number }> {
  const cache = kith.cache<Counts>("web-counts", 1);
  const kept = cache.get("counts");
  if (kept !== undefined && kept.until > kith.now()) return kept;
  const { people, posts } = await kith.db
    .selectFrom("users")
    .innerJoin("accounts", "accounts.id", "users.id")
    .select((eb) => [
      eb.fn.countAll<number>().as("people"),
      eb.fn.coalesce(eb.fn.sum<number>("accounts.statuses_count"), eb.lit(0)).as("posts"),
    ])
    .where("users.approved", "=", 1)
    .where("users.disabled", "=", 0)
    .executeTakeFirstOrThrow();
  const kept_for = Number(people) < SMALL.people ? SMALL.kept_for : KEPT_FOR;
  const counts = { people: Number(people), posts: Number(posts), until: kith.now() + kept_for };
  cache.set("counts", counts);
  return counts;
}

export const aboutRoutes: readonly Route[] = [
  page(routes.front, "anyone", showFront),
  page(routes.about, "anyone", showAbout),
  page(routes.privacy, "anyone", showPrivacy),
  page(routes.terms, "anyone", showTerms),
];
