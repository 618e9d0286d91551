// A process that writes, to be killed, starved of space or stripped of its rights by staged_files_real_test.ts:
//   writer.ts add FOLDER NAME            adds NAME=… to FOLDER/.env among other writers
//   writer.ts loop FOLDER [in-place]     rewrites FOLDER/.env for ever, once it has seen that it is whole
//   writer.ts replace FOLDER BYTES [in-place]   rewrites it once and prints what came of it as JSON

import { KeysplitError } from "../../src/errors.ts";
import { denoFiles } from "../../src/io/deno_files.ts";
import { recover } from "../../src/io/recover.ts";
import { snapshot } from "../../src/io/snapshot.ts";
import { commit } from "../../src/io/staged_files.ts";

const host = {
  files: denoFiles,
  environment: {
    get: (name: string) => Deno.env.get(name),
    isUnreadable: () => false,
    all: () => Deno.env.toObject(),
  },
  clock: {
    now: () => Date.now(),
    seconds: () => performance.now() / 1000,
    sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  },
  random: { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) },
};

const [task, folder = "", argument = "", strategy] = Deno.args;
const path = `${folder}/.env`;
const inPlace = [argument, strategy].includes("in-place");

function write(after: (before: Uint8Array) => Uint8Array) {
  const before = snapshot(host, path);
  const change = { path, before, after: after(before?.bytes ?? new Uint8Array()), root: folder };
  return commit(host, [change], { bindMount: inPlace ? "in-place" : "ask", waitSeconds: 30 });
}

/** A text of many bytes that shows when it is a mixture: one letter again and again. */
function uniform(letter: number, length: number): Uint8Array {
  return new Uint8Array(length).fill(letter);
}

async function add(): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    try {
      const line = new TextEncoder().encode(`${argument}=value\n`);
      await write((bytes) => new Uint8Array([...bytes, ...line]));
      return;
    } catch (error) {
      if (!(error instanceof KeysplitError && error.code === "changed-on-disk")) throw error;
    }
  }
  throw new Error("Cannot add: the file never stayed as it was read");
}

async function loop(): Promise<never> {
  const recovered = await recover(host, [folder], { project: folder });
  const found = snapshot(host, path)?.bytes ?? new Uint8Array();
  const whole = new Set(found).size === 1 && [200_000, 300_000].includes(found.length);
  console.log(JSON.stringify({ whole, recovered: recovered.map(({ outcome }) => outcome) }));
  let turn = 0;
  while (true) {
    turn += 1;
    await write(() => uniform(97 + (turn % 26), turn % 2 === 0 ? 200_000 : 300_000));
  }
}

async function replace(): Promise<void> {
  let outcome: unknown;
  try {
    outcome = await write(() => uniform(98, Number(argument)));
  } catch (error) {
    if (!(error instanceof KeysplitError)) throw error;
    outcome = { outcome: error.code, message: error.message, next: error.next };
  }
  const after = snapshot(host, path);
  const is = {
    size: after?.bytes.length,
    letters: new TextDecoder().decode(new Uint8Array(new Set(after?.bytes))),
  };
  console.log(JSON.stringify({ ...Object(outcome), is, names: denoFiles.list(folder) }));
}

if (task === "add") await add();
else if (task === "loop") await loop();
else await replace();
