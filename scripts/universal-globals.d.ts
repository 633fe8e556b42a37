// What the client may use of its surroundings: in browsers, Node, workers and game runtimes alike.
// Only tsconfig.client.json sees this file; anything else global fails there.

declare function setTimeout(callback: () => void, ms?: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare function queueMicrotask(callback: () => void): void;

declare class TextEncoder {
  encode(text?: string): Uint8Array;
}

declare const crypto: {
  getRandomValues<T extends Uint8Array>(array: T): T;
};

declare class AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}
