import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';

/** Source texts by their path from the repository's root, with `/`. */
export type Sources = Record<string, string>;

export function readSources(root: string, folder: string): Sources {
  const sources: Sources = {};
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    sources[relative(root, file).split(sep).join('/')] = readFileSync(file, 'utf8');
  }
  return sources;
}

// Strings before comments: 'http://x' is no comment, and a quote in a comment opens no string.
const TOKENS = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const IMPORTS = [
  /^\s*(?:import|export)\b[^'"`;=]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\s*\(\s*['"]([^'"]+)['"]\s*[),]/g,
  /\brequire\s*\(\s*['"]([^'"]+)['"]\s*\)/g,
  /\bnew\s+URL\s*\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g,
];

/** What a file imports, types included, as written. */
export function importsOf(source: string): string[] {
  const code = source.replace(TOKENS, (token) => (token.startsWith('/') ? ' ' : token));
  const found = IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
  return [...new Set(found)];
}

/** Files of the sources that each file imports, and the packages. */
export interface Graph {
  files: Record<string, string[]>;
  packages: Record<string, string[]>;
  /** Relative imports that lead to no file. */
  dangling: string[];
}

export function importGraph(sources: Sources): Graph {
  const graph: Graph = { files: {}, packages: {}, dangling: [] };
  for (const [file, source] of Object.entries(sources)) {
    const files: string[] = (graph.files[file] = []);
    const packages: string[] = (graph.packages[file] = []);
    for (const specifier of importsOf(source)) {
      if (specifier.endsWith('.json')) continue;
      if (!specifier.startsWith('.')) packages.push(specifier);
      else {
        const target = posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
        if (target in sources) files.push(target);
        else graph.dangling.push(`${file} -> ${specifier}`);
      }
    }
  }
  return graph;
}

/** Every group of files that import each other in a ring, each as the path around it. */
export function cycles(files: Graph['files']): string[] {
  const rings: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      rings.push([...path.slice(start), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const next of files[file] ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of Object.keys(files)) visit(file, []);
  return rings;
}
