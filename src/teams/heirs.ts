/** What becomes of teams when one of their people is deleted: somebody has to own them. */
import type { Tx } from "../db/schema.ts";
import { endAnswers } from "../events/ended.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import { writeLog } from "./log.ts";

/** Takes an account out of its teams. What it owned alone is an editor's then, else whoever has been there longest; what nobody is left in goes, too. */
export async function leaveTeams(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: (event: KithEvent) => void,
  account_id: number,
): Promise<void> {
  const left = await tx.deleteFrom("team_members").where("account_id", "=", account_id).returning("team_id").execute();
  for (const team_id of left.map((row) => row.team_id).sort((a, b) => a - b)) {
    const team = await tx.selectFrom("users").select("password_hash").where("id", "=", team_id).executeTakeFirst();
    if (team?.password_hash !== "") continue;
    const members = await tx
      .selectFrom("team_members")
      .innerJoin("accounts", "accounts.id", "team_members.account_id")
      .innerJoin("users", "users.id", "team_members.account_id")
      .select(["team_members.account_id", "team_members.role", "accounts.suspended_at", "users.disabled"])
      .where("team_members.team_id", "=", team_id)
      .where("team_members.accepted_at", ">", 0)
      .orderBy("team_members.created_at")
      .orderBy("team_members.account_id")
      .execute();
    if (members.some(({ role }) => role === "owner")) continue;
    // Whoever is locked out can look after nothing.
    const here = members.filter(({ suspended_at, disabled }) => suspended_at === 0 && disabled === 0);
    const heirs = here.length > 0 ? here : members;
    const heir = heirs.find(({ role }) => role === "editor") ?? heirs[0];
    if (heir === undefined) {
      await tx.updateTable("accounts").set({ suspended_at: kith.now() }).where("id", "=", team_id).execute();
      await endAnswers(tx, kith, happened, { account_ids: [team_id] });
      happened({ type: "account.condemned", account_id: team_id });
      continue;
    }
    await tx
      .updateTable("team_members")
      .set({ role: "owner" })
      .where("team_id", "=", team_id)
      .where("account_id", "=", heir.account_id)
      .execute();
    await writeLog(tx, kith, { team_id, actor_id: account_id, act: "role", detail: "owner", account_id: heir.account_id });
    const notice = {
      account_id: heir.account_id,
      type: "team_inherited",
      from_account_id: team_id,
      subject_id: team_id,
    } as const;
    await notify(tx, kith, happened, notice);
    happened({ type: "tokens.revoked", user_id: team_id });
  }
}
