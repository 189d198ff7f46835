/** Reminds those who come, a day and an hour before, once each, as they have chosen; of whole days once, on the morning before. */
import { mayBeToldTo } from "../blocks/hidden.ts";
import { each } from "../jobs/each.ts";
import { readSettings } from "../accounts/settings.ts";
import type { User } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import { findVisibleStatus } from "../statuses/load.ts";
import { isHeard } from "./load.ts";
import type { Event, Rsvp } from "./store.ts";

const HOUR = 3_600_000;
/** ms before the midnight with which a whole day begins: nine in the morning. */
const MORNING = 15 * HOUR;
const AT_ONCE = 100;

/** `bit` of `reminded`; `without`: its values without that bit. */
const ROUNDS = [
  { what: "day", until: 24 * HOUR, from: HOUR, bit: 1, without: [0, 2] },
  { what: "hour", until: HOUR, from: 0, bit: 2, without: [0, 1] },
] as const;
type Round = (typeof ROUNDS)[number];

/** For housekeeping, every minute. Returns whether there may be more. */
export async function remindOfEvents(kith: Kith): Promise<boolean> {
  let more = false;
  await each(ROUNDS, async (round) => {
    more = (await remind(kith, round)) || more;
  });
  return more;
}

async function remind(kith: Kith, round: Round): Promise<boolean> {
  const now = kith.now();
  const rows = await kith.db
    .selectFrom("event_rsvps")
    .innerJoin("events", "events.id", "event_rsvps.event_id")
    .leftJoin("users", "users.id", "event_rsvps.account_id")
    .selectAll("event_rsvps")
    .select(["events.status_id", "events.account_id as holder_id", "events.starts_at", "events.all_day"])
    .select(["users.settings", "users.id as user_id"])
    .where("events.starts_at", ">", now + round.from)
    .where("events.starts_at", "<=", now + round.until)
    .where((eb) =>
      eb.or([eb("events.all_day", "=", 0), ...(round.what === "day" ? [eb("events.starts_at", "<=", now + MORNING)] : [])]),
    )
    .where("events.state", "<>", "cancelled")
    .where(isHeard)
    .where("event_rsvps.state", "in", ["yes", "maybe"])
    .where("event_rsvps.reminded", "in", [...round.without])
    // Of those elsewhere their own servers take care.
    .where((eb) => eb.or([eb("users.id", "is not", null), eb("event_rsvps.account_id", "is", null)]))
    .orderBy("event_rsvps.id")
    .limit(AT_ONCE)
    .execute();
  await each(rows, async (row) => await tell(kith, round, row));
  return rows.length === AT_ONCE;
}

type Due = Rsvp &
  Pick<Event, "status_id" | "starts_at" | "all_day"> & {
    holder_id: number;
    settings: User["settings"] | null;
    user_id: number | null;
  };

async function tell(kith: Kith, { what, until, bit }: Round, due: Due): Promise<void> {
  await kith.write(async (tx, happened) => {
    const { numUpdatedRows } = await tx
      .updateTable("event_rsvps")
      .set({ reminded: due.reminded + bit })
      .where("id", "=", due.id)
      .where("reminded", "=", due.reminded)
      .executeTakeFirst();
    // Who has only just said so knows it.
    if (numUpdatedRows === 0n || due.answered_at > due.starts_at - until) return;
    if (due.account_id === null) return happened({ type: "event.guest", rsvp_id: due.id, what });
    if (due.settings === null) return;
    // Of what somebody has been shut out of since, they are told nothing.
    if ((await findVisibleStatus(tx, due.account_id, due.status_id)) === undefined) return;
    const { event_reminders, event_letters } = readSettings({ settings: due.settings });
    const wanted = due.all_day === 1 ? event_reminders !== "" : event_reminders === "both" || event_reminders === what;
    if (!wanted) return;
    const { account_id, holder_id: from_account_id, status_id } = due;
    const notice = { account_id, type: "event_reminder", from_account_id, status_id, subject_id: bit } as const;
    await notify(tx, kith, happened, notice);
    // Whoever does not want to hear of its organiser is not told by letter either.
    const heard = tx.selectFrom("accounts").select("id").where("id", "=", from_account_id);
    if ((await heard.where(mayBeToldTo(account_id, "accounts.id", kith.now())).executeTakeFirst()) === undefined) return;
    if (event_letters) happened({ type: "event.reminded", rsvp_id: due.id, what });
  });
}
