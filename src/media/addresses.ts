/** Where pages find what they show: files of ours, and through us what is of other servers. */
import type { Account, Media } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { LoadedVideo } from "../videos/load.ts";
import { videoUrls, type VideoUrls } from "../videos/url.ts";
import { marker } from "./apart.ts";
import { throughUs } from "./remote/url.ts";
import { mediaUrls, portraitUrl } from "./url.ts";

/** As `views/frame/context.ts` wants them. */
export const addressesOf = (kith: Kith, mark = marker(kith)) => ({
  fileUrl: (name: string): string => kith.files.url(name),
  portraitUrl: (account: Account, kind: "avatar" | "header"): string => portraitUrl(kith.instance, account, kind, mark) ?? "",
  mediaUrls: (media: Media): { url: string; preview_url: string } => {
    const { url, preview_url } = mediaUrls(kith.instance, media, mark);
    return { url: url ?? "", preview_url: preview_url === url ? "" : (preview_url ?? "") };
  },
  videoUrls: (video: LoadedVideo): VideoUrls => videoUrls(kith.instance, video, mark),
  emojiUrl: (url: string): string => throughUs(kith, url),
});
