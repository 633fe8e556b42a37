import type { ErrorCode } from '../protocol/errors.js';
import type { EndCode } from '../protocol/messages.js';

/** A text that depends on a number, by the categories of `Intl.PluralRules`; `{count}` stands for it. */
export type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** Every text that the overlay shows or has read out. `{…}` is filled in. */
export interface Texts {
  placeholder: string;
  /** Shown while nobody types; `{key}` opens the chat. */
  hint: string;
  touchHint: string;
  chatLabel: string;
  inputLabel: string;
  logLabel: string;
  send: string;
  newMessages: Plural;
  people: Plural;
  joined: Plural;
  left: Plural;
  kicked: string;
  banned: string;
  /** Instead of more names than fit. */
  others: Plural;
  sending: string;
  notSent: string;
  retry: string;
  dismiss: string;
  reconnecting: string;
  connected: string;
  ended: string;
  loadingOlder: string;
  olderFailed: string;
  gap: string;
  tooLong: Plural;
  quickTitle: string;
  /** Phrases by id: what is sent is the id, what is read is the reader's own text. */
  quick: Record<string, string>;
  mention: string;
  reply: string;
  /** Begins a reply, `{name}` is whom it answers. */
  replyPrefix: string;
  mute: string;
  copy: string;
  muted: string;
  unmuted: string;
  mutedList: string;
  nobodyMuted: string;
  notHere: string;
  linkTitle: string;
  openLink: string;
  copyLink: string;
  cancel: string;
  noCommand: string;
  commandFailed: string;
  helpTitle: string;
  helpMe: string;
  helpMeArgs: string;
  helpMute: string;
  helpUnmute: string;
  helpNameArgs: string;
  helpHelp: string;
  today: string;
  yesterday: string;
  end: Record<EndCode, string>;
  /** Why a line was not sent; what is missing here shows the error's own sentence. */
  errors: Partial<Record<ErrorCode, string>>;
}

export const ENGLISH: Texts = {
  placeholder: 'Say something…',
  hint: 'Press {key} to chat',
  touchHint: 'Tap to chat',
  chatLabel: 'Chat',
  inputLabel: 'Chat message to {room}',
  logLabel: 'Chat messages in {room}',
  send: 'Send',
  newMessages: { one: '1 new message', other: '{count} new messages' },
  people: { one: '1 here', other: '{count} here' },
  joined: { other: '{names} joined' },
  left: { other: '{names} left' },
  kicked: '{name} was removed',
  banned: '{name} was banned',
  others: { one: '1 other', other: '{count} others' },
  sending: 'sending…',
  notSent: 'Not sent: {reason}',
  retry: 'Try again',
  dismiss: 'Discard',
  reconnecting: 'Connection lost. Reconnecting…',
  connected: 'Connected again',
  ended: 'This chat is over',
  loadingOlder: 'Loading older messages…',
  olderFailed: 'Older messages could not be loaded. Scroll up to try again.',
  gap: 'Some messages were lost while you were disconnected.',
  tooLong: { one: '1 character too many', other: '{count} characters too many' },
  quickTitle: 'Say quickly',
  quick: {
    hello: 'Hello!',
    yes: 'Yes',
    no: 'No',
    thanks: 'Thank you!',
    sorry: 'Sorry!',
    wait: 'Wait for me',
    go: "Let's go!",
    help: 'I need help!',
    nice: 'Well played!',
    gg: 'Good game!',
  },
  mention: 'Mention {name}',
  reply: 'Reply to {name}',
  replyPrefix: '@{name}: ',
  mute: 'Mute {name}',
  copy: 'Copy message',
  muted: 'You no longer hear {name}. /unmute {name} takes it back.',
  unmuted: 'You hear {name} again.',
  mutedList: 'You do not hear {names}.',
  nobodyMuted: 'You hear everyone.',
  notHere: 'There is nobody called {name} here.',
  linkTitle: 'Open this link?',
  openLink: 'Open {host}',
  copyLink: 'Copy the link',
  cancel: 'Cancel',
  noCommand: 'There is no command /{name}. /help lists them all.',
  commandFailed: '/{name} did not work: {reason}',
  helpTitle: 'You can write:',
  helpMe: 'Say what you do',
  helpMeArgs: '<what>',
  helpMute: 'Stop hearing someone',
  helpUnmute: 'Hear someone again',
  helpNameArgs: '<name>',
  helpHelp: 'List the commands',
  today: 'Today',
  yesterday: 'Yesterday',
  end: {
    left: 'You left this chat.',
    kicked: 'You were removed from this chat.',
    banned: 'You were banned from this chat.',
    match_ended: 'The match is over, and so is its chat.',
    room_closed: 'This chat was closed.',
    unauthorized: 'You may no longer read this chat.',
    connection_lost: 'The connection was lost for good.',
  },
  errors: {
    rate_limited: 'you write faster than allowed; wait a moment',
    muted: 'a moderator has muted you',
    blocked: 'the chat does not allow this text',
    not_allowed: 'you may not write here',
    content_too_large: 'it is too long',
    outbox_full: 'too many messages are waiting for the connection',
    timeout: 'the server did not answer',
    left: 'the chat is over',
    unavailable: 'the chat is not available now',
    connection_lost: 'the connection is lost',
  },
};

/** The texts of a language, English where it has none. */
export function completeTexts(texts: PartialTexts = {}): Texts {
  return { ...ENGLISH, ...texts, quick: texts.quick ?? ENGLISH.quick, end: { ...ENGLISH.end, ...texts.end }, errors: { ...ENGLISH.errors, ...texts.errors } };
}

export type PartialTexts = Partial<Omit<Texts, 'end' | 'errors'>> & { end?: Partial<Texts['end']>; errors?: Texts['errors'] };

export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => (Object.hasOwn(values, key) ? String(values[key]) : whole));
}

export function plural(forms: Plural, count: number, locale?: string, values: Record<string, string | number> = {}): string {
  const form = forms[pluralRules(locale).select(count)] ?? forms.other;
  return fill(form, { count, ...values });
}

const rules = new Map<string | undefined, Intl.PluralRules>();

function pluralRules(locale: string | undefined): Intl.PluralRules {
  let found = rules.get(locale);
  if (!found) rules.set(locale, (found = new Intl.PluralRules(locale)));
  return found;
}
