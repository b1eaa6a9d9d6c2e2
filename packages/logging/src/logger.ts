import type { Writable } from "node:stream";
import winston from "winston";
import { redact, redactText } from "./redaction.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** One JSON line for each entry: time, level, service, message and the fields, redacted. */
export type Logger = {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** A logger whose entries all carry these fields. */
  child(fields: Fields): Logger;
};

export type LoggerOptions = {
  service: string;
  level?: string;
  /** Standard output when not given. */
  destination?: Writable;
};

export function createLogger(options: LoggerOptions): Logger {
  const transport =
    options.destination === undefined
      ? new winston.transports.Console({ forceConsole: false })
      : new winston.transports.Stream({ stream: options.destination });
  const backend = winston.createLogger({
    level: options.level ?? "info",
    levels: winston.config.npm.levels,
    format: winston.format.printf(({ entry }) => JSON.stringify(entry)),
    transports: [transport],
  });
  return wrap(backend, { service: options.service });
}

function wrap(backend: winston.Logger, base: Fields): Logger {
  const write = (level: string) => (message: string, fields?: Fields) => {
    if (!backend.isLevelEnabled(level)) return;
    const entry = {
      time: new Date().toISOString(),
      level,
      message: redactText(message),
      ...(redact({ ...base, ...fields }) as object),
    };
    backend.log({ level, message: "", entry });
  };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    child: (fields) => wrap(backend, { ...base, ...fields }),
  };
}
