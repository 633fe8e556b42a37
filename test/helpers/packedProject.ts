import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** What a server needs beside the package, by name in the project and in our node_modules. */
export const SERVER_PEERS: Record<string, string> = Object.fromEntries(
  ['@colyseus/core', '@colyseus/schema', '@colyseus/ws-transport', '@photostructure/sqlite', 'jose'].map((name) => [name, name]),
);

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** An empty project that has installed what `npm publish` would upload. */
export interface PackedProject {
  dir: string;
  /** Paths of the files in the tarball. */
  files: string[];
  /** Lets the project have packages of ours (by their name there) without downloading them. */
  link(packages: Record<string, string>): void;
  write(file: string, text: string): string;
  run(command: string, args: string[], env?: Record<string, string>): Promise<Ran>;
  remove(): void;
}

export async function installPacked(): Promise<PackedProject> {
  if (!existsSync(join(ROOT, 'dist', 'index.js'))) {
    throw new Error('unable to pack; dist has no index.js; run `npm run build` first');
  }
  const base = mkdtempSync(join(tmpdir(), 'gametegra-package-'));
  const dir = join(base, 'project');
  mkdirSync(dir);
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));

  const npm = async (cwd: string, ...args: string[]): Promise<string> => {
    const result = await run(cwd, 'npm', args);
    if (result.code !== 0) throw new Error(`npm ${args[0]} failed:\n${result.stderr}`);
    return result.stdout;
  };
  // Scripts would build anew; what is packed is what the build before the tests made.
  const packed = JSON.parse(await npm(ROOT, 'pack', '--ignore-scripts', '--json', '--pack-destination', base)) as PackReport;
  const [report] = Array.isArray(packed) ? packed : Object.values(packed);
  if (!report) throw new Error('npm pack reported nothing');
  await npm(dir, 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', join(base, report.filename));

  return {
    dir,
    files: report.files.map(({ path }) => path),
    link(packages) {
      for (const [name, source] of Object.entries(packages)) {
        const target = join(dir, 'node_modules', name);
        rmSync(target, { recursive: true, force: true });
        mkdirSync(dirname(target), { recursive: true });
        symlinkSync(join(ROOT, 'node_modules', source), target, 'junction');
      }
    },
    write(file, text) {
      const path = join(dir, file);
      writeFileSync(path, text);
      return path;
    },
    run: (command, args, env) => run(dir, command, args, env),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

interface PackEntry {
  filename: string;
  files: { path: string }[];
}
/** A list, or in newer npm an object by the package's name. */
type PackReport = PackEntry[] | Record<string, PackEntry>;

function run(cwd: string, command: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env }, timeout: 120_000, shell: process.platform === 'win32' };
    execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) || 1 : 0, stdout, stderr });
    });
  });
}
