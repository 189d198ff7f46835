/** Upkeep: what is done again and again, because nothing in particular causes it. */
import { askForSoftware, purgeDocuments, purgeInbox } from "./federation/handlers.ts";
import { whenCalled } from "./lazy.ts";
import { trimHomes } from "./timelines/fill.ts";
import type { Kith } from "./kith.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `every` so many ms. The next turn is queued when one has ended; it comes at once when `run` answers true, for it has left something to do. */
export const upkeep: Readonly<Record<string, { every: number; run: (kith: Kith) => Promise<unknown> }>> = Object.freeze({
  "verify-links": { every: MINUTE, run: whenCalled(async () => (await import("./accounts/links.ts")).verifyLinks) },
  "close-polls": { every: MINUTE, run: whenCalled(async () => (await import("./polls/close.ts")).closeDuePolls) },
  "remind-of-events": {
    every: MINUTE,
    run: whenCalled(async () => (await import("./events/remind.ts")).remindOfEvents),
  },
  "announce-next-events": {
    every: MINUTE,
    run: whenCalled(async () => (await import("./events/recur.ts")).announceNextEvents),
  },
  "forget-event-guests": {
    every: 24 * HOUR,
    run: whenCalled(async () => (await import("./events/guests.ts")).forgetGuests),
  },
  "forget-gone-events": {
    every: 24 * HOUR,
    run: whenCalled(async () => (await import("./events/missed.ts")).forgetOldGone),
  },
  "sign-recommendations": {
    every: HOUR,
    run: whenCalled(async () => (await import("./recommendations/sign.ts")).signAnew),
  },
  "end-mutes": { every: MINUTE, run: whenCalled(async () => (await import("./conversations/kept.ts")).endMutes) },
  "publish-scheduled": { every: MINUTE, run: whenCalled(async () => (await import("./scheduled/publish.ts")).publishScheduled) },
  "run-recurring": { every: MINUTE, run: whenCalled(async () => (await import("./recurring/run.ts")).runRecurring) },
  "expire-statuses": { every: MINUTE, run: whenCalled(async () => (await import("./statuses/expire.ts")).expireStatuses) },
  "expire-stories": { every: MINUTE, run: whenCalled(async () => (await import("./stories/end.ts")).expireStories) },
  "forget-stories": { every: 24 * HOUR, run: whenCalled(async () => (await import("./stories/end.ts")).forgetStories) },
  "release-evidence": {
    every: 24 * HOUR,
    run: whenCalled(async () => {
      const { releaseEvidence } = await import("./moderation/evidence.ts");
      return async (kith: Kith) => await releaseEvidence(kith, { target_id: 0 });
    }),
  },
  "ask-for-software": { every: MINUTE, run: askForSoftware },
  "purge-inbox": { every: HOUR, run: purgeInbox },
  "purge-documents": {
    every: HOUR,
    run: purgeDocuments,
  },
  "forget-idempotency-keys": {
    every: HOUR,
    run: whenCalled(async () => (await import("./statuses/idempotency.ts")).forgetOldKeys),
  },
  "forget-kept-answers": { every: HOUR, run: whenCalled(async () => (await import("./access/repeats.ts")).forgetAnswers) },
  "tidy-remote-files": { every: HOUR, run: whenCalled(async () => (await import("./media/remote/keep.ts")).tidyRemoteFiles) },
  "forget-uploads": { every: HOUR, run: whenCalled(async () => (await import("./videos/uploads.ts")).forgetUploads) },
  "remove-video-leftovers": {
    every: 10 * MINUTE,
    run: whenCalled(async () => (await import("./videos/ladder.ts")).removeLeftovers),
  },
  "move-files-apart": { every: 24 * HOUR, run: whenCalled(async () => (await import("./media/place.ts")).moveOldFiles) },
  "move-chat-pictures-apart": {
    every: 24 * HOUR,
    run: whenCalled(async () => (await import("./chats/picture-files.ts")).moveOldPictures),
  },
  "move-group-pictures-apart": {
    every: 24 * HOUR,
    run: whenCalled(async () => (await import("./groups/pictures.ts")).moveOldGroupPictures),
  },
  "remove-unattached-media": {
    every: HOUR,
    run: whenCalled(async () => (await import("./media/remove.ts")).removeUnattachedMedia),
  },
  "publish-announcements": {
    every: MINUTE,
    run: whenCalled(async () => (await import("./announcements/write.ts")).publishDue),
  },
  "forget-addresses": {
    every: 24 * HOUR,
    run: whenCalled(async () => (await import("./moderation/addresses.ts")).forgetAddresses),
  },
  "forget-team-logs": { every: 24 * HOUR, run: whenCalled(async () => (await import("./teams/log.ts")).forgetTeamLogs) },
  "forget-invitations": {
    every: 24 * HOUR,
    run: whenCalled(async () => (await import("./groups/invitations.ts")).forgetInvitations),
  },
  "forget-archives": { every: 24 * HOUR, run: whenCalled(async () => (await import("./moves/archive.ts")).forgetArchives) },
  "send-digests": { every: 5 * MINUTE, run: whenCalled(async () => (await import("./mailing/digest.ts")).planDueDigests) },
  "send-group-mail": { every: MINUTE, run: whenCalled(async () => (await import("./mailing/group-due.ts")).planGroupMail) },
  "forget-mail": { every: 24 * HOUR, run: whenCalled(async () => (await import("./mailing/forget.ts")).forgetMail) },
  "count-reach": {
    every: 2 * MINUTE,
    run: async (kith) => {
      const { loadCounted } = await import("./insights/roll.ts");
      return await (await import("./insights/reach.ts")).countReach(kith, (await loadCounted(kith))?.until);
    },
  },
  "count-insights": { every: HOUR, run: whenCalled(async () => (await import("./insights/roll.ts")).rollDays) },
  "forget-insights": { every: 24 * HOUR, run: whenCalled(async () => (await import("./insights/roll.ts")).forgetInsights) },
  "write-visits": { every: 5 * MINUTE, run: whenCalled(async () => (await import("./insights/visits.ts")).writeVisits) },
  "index-accounts": { every: MINUTE, run: whenCalled(async () => (await import("./search/accounts.ts")).indexAccounts) },
  "merge-words": { every: 10 * MINUTE, run: whenCalled(async () => (await import("./search/merge.ts")).mergeWords) },
  "prune-vocabulary": {
    every: 10 * MINUTE,
    run: whenCalled(async () => (await import("./search/prune.ts")).pruneVocabulary),
  },
  "note-gauges": { every: 15 * MINUTE, run: whenCalled(async () => (await import("./health/gauges.ts")).noteGauges) },
  "gather-emojis": { every: 10 * MINUTE, run: whenCalled(async () => (await import("./emojis/gather.ts")).gatherEmojis) },
  "score-trends": { every: 10 * MINUTE, run: whenCalled(async () => (await import("./trends/score.ts")).scoreTrends) },
  "forget-translations": {
    every: 24 * HOUR,
    run: whenCalled(async () => (await import("./translation/translate.ts")).forgetTranslations),
  },
  "forget-cards": { every: 24 * HOUR, run: whenCalled(async () => (await import("./cards/fetch.ts")).forgetCards) },
  "forget-former-followers": {
    every: 24 * HOUR,
    run: whenCalled(async () => (await import("./follows/former.ts")).forgetFormer),
  },
  "forget-turns": { every: 24 * HOUR, run: whenCalled(async () => (await import("./refreshes/turns.ts")).forgetTurns) },
  "forget-quiet": { every: 24 * HOUR, run: whenCalled(async () => (await import("./statuses/quiet.ts")).forgetQuiet) },
  "keep-database": { every: 10 * MINUTE, run: whenCalled(async () => (await import("./budgets/upkeep.ts")).keepDatabase) },
  "forget-processes": {
    every: 10 * MINUTE,
    run: whenCalled(async () => (await import("./budgets/processes.ts")).forgetProcesses),
  },
  "trim-homes": { every: 24 * HOUR, run: trimAllHomes },
});

async function trimAllHomes(kith: Kith): Promise<void> {
  let after: number | undefined = 0;
  while (after !== undefined) after = await trimHomes(kith, after);
}
