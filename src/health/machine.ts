/** What the machine has to offer: room on the disk, and the program that films take. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { promisify } from "node:util";
import type { Instance } from "../config.ts";
import type { Finding } from "./finding.ts";

/** Bytes below which a server should not be left alone. */
const LITTLE_SPACE = 1_000_000_000;

export async function checkSpace({ data }: Pick<Instance, "data">): Promise<Finding> {
  const about = "disk";
  if (!existsSync(data)) return { about, state: "note", text: "not looked at", code: "outside" };
  const { bavail, bsize } = await statfs(data);
  const free = bavail * bsize;
  const text = `${(free / 1e9).toFixed(1)} GB free`;
  return free < LITTLE_SPACE
    ? {
        about,
        state: "wrong",
        text: `only ${text}: make room, or move "data" to a larger disk`,
        code: "disk_little",
        values: { free },
      }
    : { about, state: "ok", text, code: "disk_ok", values: { free } };
}

export async function checkFfmpeg(): Promise<Finding> {
  const about = "ffmpeg";
  const found = await promisify(execFile)("ffmpeg", ["-version"], { timeout: 10_000 }).catch(() => undefined);
  if (found === undefined)
    return {
      about,
      state: "note",
      text: "not found: films and sounds are refused, and animated GIFs stay large; install ffmpeg to change that",
      code: "ffmpeg_none",
    };
  const version = /^ffmpeg version (\S+)/.exec(found.stdout)?.[1] ?? "found";
  return { about, state: "ok", text: version, code: "ffmpeg_ok", values: { version } };
}
