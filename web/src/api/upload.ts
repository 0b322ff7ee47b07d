import { ApiFailure, Unreachable } from "./failure";
import type { Upload } from "./importing";

export interface Uploading {
  done: Promise<Upload>;
  /** Stops; `done` is then rejected with {@link Stopped}. */
  stop: () => void;
}

/** The reader stopped it. */
export class Stopped extends Error {}

/** Sends a file. Only XMLHttpRequest tells how far the sending is. */
export function uploadFile(site: string, file: File, onProgress: (sent: number) => void): Uploading {
  const request = new XMLHttpRequest();
  const done = new Promise<Upload>((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    request.addEventListener("load", () => {
      const body = documentIn(request.responseText);
      if (request.status === 201) resolve(body as Upload);
      else reject(new ApiFailure(request.status, body as never));
    });
    request.addEventListener("error", () => reject(new Unreachable()));
    request.addEventListener("abort", () => reject(new Stopped()));
  });
  const address = `/api/v1/sites/${encodeURIComponent(site)}/uploads?name=${encodeURIComponent(file.name)}`;
  request.open("POST", address);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(file);
  return { done, stop: () => request.abort() };
}

function documentIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
