/**
 * The system's ffmpeg, which reads films and sounds: found once, and run on a leash. It gets no shell, no network, no environment, no time
 * without end, little memory at once and a low priority, and is always told which reader to use, for its inputs are strangers'.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { setPriority } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Kith } from "../kith.ts";

export type Tools = { ffmpeg: string; ffprobe: string };

/** ms */
const MOST_TIME = 600_000;
const LONGEST_TIME = 12 * 3_600_000;
const PROBE_TIME = 20_000;
const MOST_OUTPUT = 1_000_000;
/** Bytes in one piece: a header may claim any size. */
const MOST_MEMORY = 256_000_000;
const NICE = 10;

/** Where ffmpeg and ffprobe are, or undefined; looked for once. */
export async function findTools(kith: Pick<Kith, "cache" | "instance">): Promise<Tools | undefined> {
  const cache = kith.cache<{ tools: Promise<Tools | undefined> }>("ffmpeg", 1);
  const known = cache.get("") ?? { tools: lookFor(kith.instance.media.ffmpeg) };
  cache.set("", known);
  return await known.tools;
}

async function lookFor(name: string): Promise<Tools | undefined> {
  if (name === "") return undefined;
  const folders = name.includes("/") ? [dirname(name)] : (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const last = name.slice(name.lastIndexOf("/") + 1);
  for (const folder of folders) {
    const tools = { ffmpeg: join(folder, last), ffprobe: join(folder, last.replace("ffmpeg", "ffprobe")) };
    if ((await isProgram(tools.ffmpeg)) && (await isProgram(tools.ffprobe))) return tools;
  }
  return undefined;
}

const isProgram = async (path: string): Promise<boolean> =>
  await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

export type Input = { path: string; reader: string; /** of one picture */ pixels: number };

/** An input as ffmpeg is told of it: read by one reader, from this file and nothing else. */
export const inputArgs = ({ path, reader, pixels }: Input): string[] => [
  "-protocol_whitelist",
  "file",
  "-max_pixels",
  String(pixels),
  "-f",
  reader,
  "-i",
  `file:${path}`,
];

/** ms that a film of so many seconds may take: longer ones more, within bounds. */
export const timeFor = (duration: number): number => Math.min(Math.max(MOST_TIME, duration * 10_000), LONGEST_TIME);

/** No metadata of the whole, of its streams or of its chapters, no tracks of places, and no name of a program. */
export const BARE: readonly string[] = Object.freeze(
  "-map_metadata -1 -map_metadata:s -1 -map_chapters -1 -dn -sn -fflags +bitexact".split(" "),
);
export const THREADS: readonly string[] = Object.freeze(["-threads", "2"]);

/** Runs ffmpeg. @param heard is told each line that it writes to its output @throws FfmpegFailure */
export async function runFfmpeg(
  tools: Tools,
  args: readonly string[],
  timeout = MOST_TIME,
  heard?: (line: string) => void,
): Promise<void> {
  // Should this process be killed, the child ends by itself when it has computed for that long (seconds, of all its threads).
  const limits = ["-timelimit", String(Math.ceil((timeout * 2) / 1000))];
  const first = ["-nostdin", "-hide_banner", "-v", "error", "-y", "-max_alloc", String(MOST_MEMORY), "-filter_threads", "1"];
  await run(tools.ffmpeg, [...first, ...limits, ...args], { timeout, heard });
}

/** What ffprobe says about a file, as JSON. @throws FfmpegFailure */
export async function runFfprobe(tools: Tools, input: Input): Promise<string> {
  const first = ["-hide_banner", "-v", "error", "-max_alloc", String(MOST_MEMORY)];
  const last = ["-of", "json", "-show_format", "-show_streams"];
  return await run(tools.ffprobe, [...first, ...inputArgs(input), ...last], { timeout: PROBE_TIME });
}

/** It ended badly: for what it was given, most likely. */
export class FfmpegFailure extends Error {}

type Leash = { timeout: number; heard?: ((line: string) => void) | undefined };

/** Runs a program and returns what it wrote, or tells it line by line. */
function run(program: string, args: readonly string[], { timeout, heard }: Leash): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: {}, timeout, killSignal: "SIGKILL" });
    const release = leash(child);
    const output: Buffer[] = [];
    let [bytes, complaint] = [0, ""];
    child.stdout.on("data", (chunk: Buffer) => {
      if (heard !== undefined) return chunk.toString("latin1").split("\n").forEach(heard);
      bytes += chunk.length;
      if (bytes > MOST_OUTPUT) child.kill("SIGKILL");
      else output.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString("utf8")).slice(-2000)));
    child.once("error", (error) => (release(), reject(error)));
    child.once("close", (code, signal) => {
      release();
      if (code === 0) resolve(Buffer.concat(output).toString("utf8"));
      else reject(new FfmpegFailure(signal === null ? complaint.trim() || `exit code ${code}` : `ended by ${signal}`));
    });
  });
}

/** Everybody else goes first; and when this process ends, so does the child. */
function leash(child: ChildProcess): () => void {
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  try {
    if (child.pid !== undefined) setPriority(child.pid, NICE);
  } catch {
    // It has ended already.
  }
  return () => void process.removeListener("exit", end);
}
