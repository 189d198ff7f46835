/** The headers of every page. Nothing runs, loads or is sent but what is ours; pictures and sounds may come from other servers. */
import type { RequestHandler } from "express";
import helmet from "helmet";
import type { Instance } from "../config.ts";

export function pageHeaders({ development }: Instance): RequestHandler {
  const elsewhere = development ? ["https:", "http:"] : ["https:"];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'", "data:", ...elsewhere],
        "media-src": ["'self'", ...elsewhere],
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
