import { AppError } from "@zerq/errors/app-error";
import type { LiveRoute } from "../../snapshot/route.ts";
import type { Step } from "../step.ts";

/** A declared length is refused here; a chunked body is counted as it comes. @param defaultMaxBytes of routes without an own */
export function checkBodySize(defaultMaxBytes: number): Step {
  return function checkBodySize(context) {
    const maxBytes = (context.live as LiveRoute).maxBodyBytes ?? defaultMaxBytes;
    if (context.contentLength > maxBytes)
      throw new AppError("body_too_large", { log: `${context.contentLength} bytes of at most ${maxBytes}` });
  };
}
