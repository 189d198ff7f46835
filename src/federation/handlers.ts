/**
 * What `effects/` and `upkeep.ts` have these rooms do, jobs for the most part. Each part is read when it is first to do something, so that a start does without
 * them, and so does a server that talks to nobody.
 */
import { whenCalled } from "../lazy.ts";

export const makeArchive = whenCalled(async () => (await import("./archive.ts")).makeArchive);

const chat = async () => await import("./deliver/chat.ts");
export const deliverGroup = whenCalled(async () => (await chat()).deliverGroup);
export const deliverGroupRequest = whenCalled(async () => (await chat()).deliverGroupRequest);
export const deliverRead = whenCalled(async () => (await chat()).deliverRead);

const collection = async () => await import("./deliver/collection.ts");
export const askForFeature = whenCalled(async () => (await collection()).askForFeature);
export const deliverCollection = whenCalled(async () => (await collection()).deliverCollection);
export const deliverCollectionRemoval = whenCalled(async () => (await collection()).deliverCollectionRemoval);
export const deliverFeatureAnswer = whenCalled(async () => (await collection()).deliverFeatureAnswer);
export const deliverFeatureRevocation = whenCalled(async () => (await collection()).deliverFeatureRevocation);
export const deliverItem = whenCalled(async () => (await collection()).deliverItem);
export const deliverItemRemoval = whenCalled(async () => (await collection()).deliverItemRemoval);

const downvote = async () => await import("./deliver/downvote.ts");
export const deliverDownvote = whenCalled(async () => (await downvote()).deliverDownvote);
export const shareDownvote = whenCalled(async () => (await downvote()).shareDownvote);

const event = async () => await import("./deliver/event.ts");
export const deliverAsking = whenCalled(async () => (await event()).deliverAsking);
export const deliverAttendance = whenCalled(async () => (await event()).deliverAttendance);
export const deliverJoinAnswer = whenCalled(async () => (await event()).deliverJoinAnswer);

const favourite = async () => await import("./deliver/favourite.ts");
export const deliverFavourite = whenCalled(async () => (await favourite()).deliverFavourite);
export const deliverUnfavourite = whenCalled(async () => (await favourite()).deliverUnfavourite);

const feature = async () => await import("./deliver/feature.ts");
export const deliverFeaturedTag = whenCalled(async () => (await feature()).deliverFeaturedTag);
export const deliverPin = whenCalled(async () => (await feature()).deliverPin);

export const deliverFlag = whenCalled(async () => (await import("./deliver/flag.ts")).deliverFlag);

const group = async () => await import("./deliver/group.ts");
export const askInside = whenCalled(async () => (await import("./lookup/inside.ts")).askInside);
export const askGroup = whenCalled(async () => (await group()).askGroup);
export const shareDecision = whenCalled(async () => (await group()).shareDecision);
export const shareDelete = whenCalled(async () => (await group()).shareDelete);
export const shareEdit = whenCalled(async () => (await group()).shareEdit);
export const shareFavourite = whenCalled(async () => (await group()).shareFavourite);
export const shareReaction = whenCalled(async () => (await group()).shareReaction);
export const shareStatus = whenCalled(async () => (await group()).shareStatus);

const held = async () => await import("./deliver/held.ts");
export const deliverHeld = whenCalled(async () => (await held()).deliverHeld);
export const deliverRefusal = whenCalled(async () => (await held()).deliverRefusal);

const hosts = async () => await import("./deliver/hosts.ts");
export const forgetHost = whenCalled(async () => (await hosts()).forgetHost);
export const forgetHosts = whenCalled(async () => (await hosts()).forgetHosts);

export const deliverMove = whenCalled(async () => (await import("./deliver/move.ts")).deliverMove);

const people = async () => await import("./deliver/people.ts");
export const deliverBlock = whenCalled(async () => (await people()).deliverBlock);
export const deliverFollow = whenCalled(async () => (await people()).deliverFollow);
export const deliverFollowAnswer = whenCalled(async () => (await people()).deliverFollowAnswer);
export const deliverUnblock = whenCalled(async () => (await people()).deliverUnblock);
export const deliverUnfollow = whenCalled(async () => (await people()).deliverUnfollow);

const playlist = async () => await import("./deliver/playlist.ts");
export const deliverPlaylist = whenCalled(async () => (await playlist()).deliverPlaylist);
export const deliverPlaylistRemoval = whenCalled(async () => (await playlist()).deliverPlaylistRemoval);

const poll = async () => await import("./deliver/poll.ts");
export const deliverCounts = whenCalled(async () => (await poll()).deliverCounts);
export const deliverVote = whenCalled(async () => (await poll()).deliverVote);

const profile = async () => await import("./deliver/profile.ts");
export const deliverFarewell = whenCalled(async () => (await profile()).deliverFarewell);
export const deliverProfile = whenCalled(async () => (await profile()).deliverProfile);

export const purgeDocuments = whenCalled(async () => (await import("./deliver/purge.ts")).purgeDocuments);

const quote = async () => await import("./deliver/quote.ts");
export const askForQuote = whenCalled(async () => (await quote()).askForQuote);
export const checkStamp = whenCalled(async () => (await quote()).checkStamp);
export const deliverQuoteAnswer = whenCalled(async () => (await quote()).deliverQuoteAnswer);
export const deliverRefreshed = whenCalled(async () => (await quote()).deliverRefreshed);
export const deliverRevocation = whenCalled(async () => (await quote()).deliverRevocation);

const reaction = async () => await import("./deliver/reaction.ts");
export const deliverReaction = whenCalled(async () => (await reaction()).deliverReaction);
export const deliverUnreaction = whenCalled(async () => (await reaction()).deliverUnreaction);

const recommendation = async () => await import("./deliver/recommendation.ts");
export const deliverRecommendationAnswer = whenCalled(async () => (await recommendation()).deliverRecommendationAnswer);
export const deliverRecommendationEnd = whenCalled(async () => (await recommendation()).deliverRecommendationEnd);
export const offerRecommendation = whenCalled(async () => (await recommendation()).offerRecommendation);

const relay = async () => await import("./deliver/relay.ts");
export const acceptRelay = whenCalled(async () => (await relay()).acceptRelay);
export const askRelay = whenCalled(async () => (await relay()).askRelay);
export const leaveRelay = whenCalled(async () => (await relay()).leaveRelay);

const status = async () => await import("./deliver/status.ts");
export const deliverDelete = whenCalled(async () => (await status()).deliverDelete);
export const deliverEdit = whenCalled(async () => (await status()).deliverEdit);
export const deliverStatus = whenCalled(async () => (await status()).deliverStatus);

const story = async () => await import("./deliver/story.ts");
export const deliverStory = whenCalled(async () => (await story()).deliverStory);
export const deliverStoryEnd = whenCalled(async () => (await story()).deliverStoryEnd);
export const deliverStoryReaction = whenCalled(async () => (await story()).deliverStoryReaction);
export const deliverStoryView = whenCalled(async () => (await story()).deliverStoryView);

const waiting = async () => await import("./deliver/waiting.ts");
export const giveUpWaiting = whenCalled(async () => (await waiting()).giveUpWaiting);
export const holdWaiting = whenCalled(async () => (await waiting()).holdWaiting);
export const sendWaiting = whenCalled(async () => (await waiting()).sendWaiting);

const fetching = async () => await import("./effects.ts");
export const askAgain = whenCalled(async () => (await fetching()).askAgain);
export const fetchOpened = whenCalled(async () => (await fetching()).fetchOpened);
export const fetchParent = whenCalled(async () => (await fetching()).fetchParent);
export const fetchVisited = whenCalled(async () => (await fetching()).fetchVisited);
export const refreshStale = whenCalled(async () => (await fetching()).refreshStale);

export const synchroniseFollowers = whenCalled(async () => (await import("./followers/theirs.ts")).synchroniseFollowers);

const lookUpCollection = async () => await import("./lookup/collection.ts");
export const findCollections = whenCalled(async () => (await lookUpCollection()).findCollections);
export const refreshCollection = whenCalled(async () => (await lookUpCollection()).refreshCollection);

const lookUpPlaylist = async () => await import("./lookup/playlist.ts");
export const fetchFilms = whenCalled(async () => (await lookUpPlaylist()).fetchFilms);
export const findPlaylists = whenCalled(async () => (await lookUpPlaylist()).findPlaylists);
export const refreshPlaylist = whenCalled(async () => (await lookUpPlaylist()).refreshPlaylist);

export const lookInGroup = whenCalled(async () => (await import("./lookup/passed-on.ts")).lookInGroup);

export const askForSoftware = whenCalled(async () => (await import("./lookup/software.ts")).askForSoftware);
export const purgeInbox = whenCalled(async () => (await import("./purge.ts")).purgeInbox);
export const fetchRelayed = whenCalled(async () => (await import("./relays.ts")).fetchRelayed);
export const announceApproved = whenCalled(async () => (await import("./share.ts")).announceApproved);
