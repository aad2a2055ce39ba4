const PATIENCE = 120_000;

/**
 * Send a file to an address; fetch would not tell how far it is.
 * @param {string} address
 * @param {FormData} body
 * @param {(percent: number) => void} [tell]
 * @returns {{ answer: Promise<any>, abort: () => void }} what the server said as JSON; rejects
 *   where there is no line, no patience, or no JSON
 */
export function upload(address, body, tell = () => {}) {
  const request = new XMLHttpRequest();
  const answer = new Promise((resolve, reject) => {
    request.addEventListener("load", () => {
      if (request.status < 300 && request.response) resolve(request.response);
      else reject(new Error(`${request.status}`));
    });
    for (const end of ["error", "timeout", "abort"]) {
      request.addEventListener(end, () => reject(new Error(end)));
    }
  });
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    if (total) tell(Math.round((100 * loaded) / total));
  });
  request.open("POST", address);
  request.responseType = "json";
  request.timeout = PATIENCE;
  request.setRequestHeader("Accept", "application/json");
  request.send(body);
  return { answer, abort: () => request.abort() };
}
