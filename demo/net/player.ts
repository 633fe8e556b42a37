import { parseMatchCode } from '../match/codes.js';

/** Who plays in this tab, kept over reloads; `?name=` and `?match=` in the address come first. */
export interface PlayerState {
  /** Null until the player has said it. */
  name: string | null;
  /** By it the match server knows this tab again. */
  readonly key: string;
  /** The match in the address: an invitation, or the one that was being played. */
  readonly invited: string | null;
  /** The name to offer. */
  readonly lastName: string | null;
  setName(name: string): void;
  /** Writes the match into the address, so that a reload returns to it and the link invites. */
  setMatch(code: string | null): void;
  /** What the match room gave to come back by. */
  returnToken: { read(code: string): string | null; write(code: string, token: string): void; clear(): void };
}

const NAME = 'glade/name';
const KEY = 'glade/key';
const TOKEN = 'glade/token';

export function createPlayerState(window: Window): PlayerState {
  const { sessionStorage, location, history } = window;
  const params = new URLSearchParams(location.search);
  const key = sessionStorage.getItem(KEY) ?? crypto.randomUUID();
  sessionStorage.setItem(KEY, key);
  const fromAddress = params.get('name')?.trim().slice(0, 20) || null;
  const stored = sessionStorage.getItem(NAME);
  const invited = parseMatchCode(params.get('match'));
  const reloaded = invited !== null && sessionStorage.getItem(TOKEN)?.startsWith(`${invited} `) === true;

  return {
    name: fromAddress ?? (reloaded ? stored : null),
    key,
    invited,
    lastName: fromAddress ?? stored,
    setName(name) {
      this.name = name;
      sessionStorage.setItem(NAME, name);
    },
    setMatch(code) {
      const url = new URL(location.href);
      if (code === null) url.searchParams.delete('match');
      else url.searchParams.set('match', code);
      history.replaceState(null, '', url);
    },
    returnToken: {
      read(code) {
        const [known, token] = sessionStorage.getItem(TOKEN)?.split(' ') ?? [];
        return known === code ? token ?? null : null;
      },
      write: (code, token) => sessionStorage.setItem(TOKEN, `${code} ${token}`),
      clear: () => sessionStorage.removeItem(TOKEN),
    },
  };
}
