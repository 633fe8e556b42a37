import { isErrorCode } from '../../protocol/errors.js';
import { importIfPresent } from './importOptional.js';

/** What the server counts. Each call is cheap enough for every message. */
export interface Metrics {
  messageAccepted(): void;
  /** By an error code. */
  messageRefused(code: string): void;
  /** A batch of `messages` went to `receivers`. */
  delivered(messages: number, receivers: number): void;
  joinAccepted(): void;
  joinRefused(code: string): void;
  /** The store took so long for one append. */
  appended(seconds: number): void;
  /** A reader who did not keep up was cut off. */
  slowReaderDropped(): void;
  unexpectedError(): void;
  /** Asked when the metrics are read. */
  watch(sources: MetricSources): void;
  /** What Prometheus reads; null where nothing is counted. */
  render(): Promise<{ contentType: string; body: string } | null>;
  close(): void;
}

export interface MetricSources {
  connections?(): number;
  channels?(): number;
}

export const noMetrics: Metrics = {
  messageAccepted() {}, messageRefused() {}, delivered() {}, joinAccepted() {}, joinRefused() {}, appended() {},
  slowReaderDropped() {}, unexpectedError() {}, watch() {}, render: async () => null, close() {},
};

/** Name, kind and meaning of each metric; docs/operating.md repeats this list. */
export const METRICS = {
  room_chat_messages_accepted_total: 'Messages accepted for good',
  room_chat_messages_refused_total: 'Messages refused, by error code',
  room_chat_deliveries_total: 'Messages handed to receivers: one message to ten players counts ten',
  room_chat_joins_accepted_total: 'Joins accepted',
  room_chat_joins_refused_total: 'Joins refused, by error code',
  room_chat_connections: 'Clients in rooms now',
  room_chat_channels: 'Rooms open now',
  room_chat_append_seconds: 'Time the store takes for one append, up to the sync',
  room_chat_slow_readers_dropped_total: 'Connections cut off because they did not keep up',
  room_chat_unexpected_errors_total: 'Errors that no rule foresees: look into the log',
} as const;

const APPEND_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** Metrics by prom-client in a registry of their own, with those of the process; `noMetrics` where it is not installed. */
export async function createMetrics(): Promise<Metrics> {
  const loaded = await importIfPresent('prom-client', () => import('prom-client'));
  return loaded ? countBy(loaded) : noMetrics;
}

function countBy({ Registry, Counter, Gauge, Histogram, collectDefaultMetrics }: typeof import('prom-client')): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const about = (name: keyof typeof METRICS) => ({ name, help: METRICS[name], registers });
  let sources: MetricSources = {};

  const accepted = new Counter(about('room_chat_messages_accepted_total'));
  const refused = new Counter({ ...about('room_chat_messages_refused_total'), labelNames: ['code'] as const });
  const deliveries = new Counter(about('room_chat_deliveries_total'));
  const joins = new Counter(about('room_chat_joins_accepted_total'));
  const joinsRefused = new Counter({ ...about('room_chat_joins_refused_total'), labelNames: ['code'] as const });
  const append = new Histogram({ ...about('room_chat_append_seconds'), buckets: APPEND_BUCKETS });
  const slow = new Counter(about('room_chat_slow_readers_dropped_total'));
  const unexpected = new Counter(about('room_chat_unexpected_errors_total'));
  new Gauge({ ...about('room_chat_connections'), collect() { this.set(sources.connections?.() ?? 0); } });
  new Gauge({ ...about('room_chat_channels'), collect() { this.set(sources.channels?.() ?? 0); } });
  // Event loop lag, memory, garbage collection, handles.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 10 });

  // A label from outside must not be able to make ever new series.
  const label = (code: string) => ({ code: isErrorCode(code) ? code : 'other' });
  return {
    messageAccepted: () => accepted.inc(),
    messageRefused: (code) => refused.inc(label(code)),
    delivered: (messages, receivers) => deliveries.inc(messages * receivers),
    joinAccepted: () => joins.inc(),
    joinRefused: (code) => joinsRefused.inc(label(code)),
    appended: (seconds) => append.observe(seconds),
    slowReaderDropped: () => slow.inc(),
    unexpectedError: () => unexpected.inc(),
    watch: (more) => void (sources = { ...sources, ...more }),
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
    close: () => registry.clear(),
  };
}
