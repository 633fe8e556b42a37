/** A stretch of a message: plain, a link, or a mention of someone. */
export type TextPart =
  | { kind: 'plain'; text: string }
  | { kind: 'link'; text: string; url: string }
  | { kind: 'mention'; text: string; username: string };

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"'`]+/giu;
const TRAILING = /[.,!?;:…'"*]+$/u;

/** Finds links, and `@name` for every name given. */
export function splitText(text: string, names: readonly string[] = []): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = trimLink(match[0]);
    const url = parseUrl(shown);
    if (!url) continue;
    parts.push(...splitMentions(text.slice(from, match.index), names), { kind: 'link', text: shown, url });
    from = match.index + shown.length;
  }
  parts.push(...splitMentions(text.slice(from), names));
  return parts;
}

/** Stops after a link belong to the sentence, and a bracket to whoever opened it. */
function trimLink(link: string): string {
  let shown = link.replace(TRAILING, '');
  while (shown.endsWith(')') && count(shown, ')') > count(shown, '(')) shown = shown.slice(0, -1).replace(TRAILING, '');
  return shown;
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1;
}

function parseUrl(shown: string): string | null {
  try {
    const url = new URL(/^www\./i.test(shown) ? `https://${shown}` : shown);
    return url.hostname.includes('.') || url.hostname === 'localhost' ? url.href : null;
  } catch {
    return null;
  }
}

function splitMentions(text: string, names: readonly string[]): TextPart[] {
  if (text === '') return [];
  if (names.length === 0 || !text.includes('@')) return [{ kind: 'plain', text }];
  const parts: TextPart[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at > 0 && isWordPart(text.slice(0, at).at(-1)!)) continue;
    const username = longestName(text.slice(at + 1), names);
    if (username === undefined) continue;
    if (at > from) parts.push({ kind: 'plain', text: text.slice(from, at) });
    const end = at + 1 + username.length;
    parts.push({ kind: 'mention', text: text.slice(at, end), username });
    from = end;
    at = end - 1;
  }
  if (from < text.length) parts.push({ kind: 'plain', text: text.slice(from) });
  return parts;
}

function longestName(rest: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  const lower = rest.toLowerCase();
  for (const name of names) {
    if (name.length <= (best?.length ?? 0) || !lower.startsWith(name.toLowerCase())) continue;
    const next = rest.slice(name.length, name.length + 2);
    if (next === '' || !isWordPart([...next][0]!)) best = name;
  }
  return best;
}

function isWordPart(character: string): boolean {
  return /[\p{L}\p{N}_]/u.test(character);
}
