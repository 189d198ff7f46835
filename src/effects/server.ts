/** What follows what those who run the server decide. */
import {
  acceptRelay,
  askRelay,
  deliverFlag,
  fetchRelayed,
  forgetHost,
  forgetHosts,
  giveUpWaiting,
  holdWaiting,
  leaveRelay,
  sendWaiting,
} from "../federation/handlers.ts";
import { hostOf } from "../http/urls.ts";
import { forgetRelays } from "../relays/load.ts";
import { makeReport } from "../annual/report.ts";
import { dropAccess } from "../access/tokens.ts";
import { forgetDigests } from "../federation/followers/ours.ts";
import { dropBytes } from "../federation/serve/bytes.ts";
import { forgetFilters } from "../filters/load.ts";
import { endStreams } from "../mastodon/stream-hub.ts";
import { streamPublished, streamReaction, streamRemoved } from "../mastodon/announcements.ts";
import { forgetAnswers } from "../mastodon/instance.ts";
import { keptStatuses } from "../mastodon/texts/kept.ts";
import { forgetIps } from "../moderation/ips.ts";
import { forgetPolicies } from "../moderation/policy.ts";
import { refreshSite } from "../site/site.ts";
import type { Kith } from "../kith.ts";
import { endLive } from "../web/listeners.ts";
import { whenCalled } from "../lazy.ts";
import type { Consequences } from "./kinds.ts";
import { perHost } from "./lanes.ts";

/** ms in which those who run a server may still allow others before follows end for good. */
const DAY = 86_400_000;

const ofRelay = ({ relay_id }: { relay_id: number }) => `relay/${relay_id}`;

/** Answers that were made of the old site meanwhile are forgotten, too. */
async function renewSite(kith: Kith): Promise<void> {
  await refreshSite(kith);
  forgetAnswers(kith);
}

export const serverEffects: Consequences = Object.freeze({
  "annual_report.requested": { later: { make: { run: makeReport, priority: 2 } } },
  "report.forwarded": { later: { deliver: { run: deliverFlag } } },
  "report.filed": {
    later: { fetch: { run: whenCalled(async () => (await import("../moderation/evidence.ts")).fetchReported) } },
  },
  "reports.closed": {
    later: { release: { run: whenCalled(async () => (await import("../moderation/evidence.ts")).releaseEvidence), priority: 2 } },
  },
  "announcement.published": { now: [streamPublished] },
  "announcement.removed": { now: [streamRemoved] },
  "announcement.reacted": { now: [streamReaction] },
  "instance.changed": { now: [forgetAnswers, renewSite] },
  "ips.changed": { now: [forgetIps] },
  // All that would have been dropped by what was not heard; and who listens loads the page again.
  "news.missed": {
    now: [
      dropBytes,
      forgetDigests,
      forgetHosts,
      (kith) => dropAccess(kith),
      (kith) => forgetFilters(kith),
      renewSite,
      forgetIps,
      forgetPolicies,
      forgetRelays,
      renewSite,
      endStreams,
      endLive,
      (kith) => kith.worker.nudge(),
    ],
  },
  "domain.changed": {
    now: [forgetPolicies],
    later: {
      enforce: {
        run: whenCalled(async () => (await import("../moderation/enforce.ts")).enforceDomain),
        lane: ({ domain }) => `domain/${domain}`,
      },
    },
  },
  "domains.blocked": {
    now: [forgetPolicies],
    later: { enforce: { run: whenCalled(async () => (await import("../moderation/enforce.ts")).enforceDomains) } },
  },
  "federation.limited": {
    now: [forgetPolicies],
    later: {
      enforce: {
        run: whenCalled(async () => (await import("../moderation/limits.ts")).enforceLimits),
        lane: () => "federation",
      },
      sever: {
        run: whenCalled(async () => (await import("../moderation/limits.ts")).severUnlisted),
        lane: () => "federation",
        delay: DAY,
        when: ({ since }) => since > 0,
      },
    },
  },
  "status.relayed": {
    later: {
      fetch: {
        run: fetchRelayed,
        priority: 2,
        lane: ({ uri }) => `relayed/${hostOf(uri)}`,
        unique_key: ({ uri }) => `relayed/${uri}`,
      },
    },
  },
  "relay.asked": { now: [forgetRelays], later: { ask: { run: askRelay, lane: ofRelay } } },
  "relay.answered": { now: [forgetRelays] },
  "relay.left": { now: [forgetRelays], later: { leave: { run: leaveRelay, lane: ofRelay } } },
  "relay.follows": { later: { accept: { run: acceptRelay, lane: ofRelay } } },
  "statuses.pruned": {
    now: [
      (kith, { status_ids }) => {
        const texts = keptStatuses(kith);
        for (const id of status_ids) texts.delete(id);
      },
    ],
  },
  "prune.asked": {
    later: {
      run: {
        run: whenCalled(async () => (await import("../budgets/upkeep.ts")).pruneNow),
        priority: 2,
        unique_key: () => "prune",
      },
    },
  },
  "host.paused": { now: [forgetHost], later: { hold: { run: holdWaiting, lane: perHost } } },
  "host.released": { now: [forgetHost], later: { send: { run: sendWaiting, lane: perHost } } },
  "host.heard": { now: [forgetHost] },
  "host.purged": { later: { "give-up": { run: giveUpWaiting, lane: perHost } } },
} satisfies Consequences);
