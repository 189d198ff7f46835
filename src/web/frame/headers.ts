/** The headers of every page. Nothing runs, loads or is sent but what is ours: what others made comes through us. */
import type { RequestHandler } from "express";
import helmet from "helmet";
import type { Instance } from "../../config.ts";
import { mediaBase } from "../../media/url.ts";

export function pageHeaders(instance: Instance): RequestHandler {
  const base = new URL(mediaBase(instance)).origin;
  // The store's public address, when there is one.
  const files = base === instance.origin ? [] : [base];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'", "data:", ...files],
        "media-src": ["'self'", ...files],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
      },
    },
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
    // `start.ts` says it for every door, and only where there is https.
    strictTransportSecurity: false,
  });
}
