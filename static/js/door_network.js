// The way to the server, and what became of it.  Slower than a person waits is as good as gone.
const PATIENCE = 4000;

export class Gone extends Error {}
export class Refused extends Error {
  constructor(status) {
    super(String(status));
    this.status = status;
  }
}

export class Server {
  constructor(day) {
    this.base = `/door/on/${day}/`;
    this.token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  async ask(address, options = {}, patience = PATIENCE) {
    let answer;
    try {
      answer = await fetch(address, {
        ...options,
        redirect: "manual",
        signal: AbortSignal.timeout(patience),
        headers: { Accept: "application/json", "X-CSRFToken": this.token, ...options.headers },
      });
    } catch {
      throw new Gone();
    }
    if ([502, 503, 504].includes(answer.status)) throw new Gone();
    if (!answer.ok && answer.status !== 304) throw new Refused(answer.status || 401);
    return answer;
  }

  // A form left open for hours holds a token of long ago: a fresh one, and once more.
  async post(address, body, headers = {}, patience = PATIENCE) {
    try {
      return await this.ask(address, { method: "POST", body, headers }, patience);
    } catch (refusal) {
      if (refusal.status !== 403) throw refusal;
      await this.ticket();
      return this.ask(address, { method: "POST", body, headers }, patience);
    }
  }

  async ticket() {
    const ticket = await (await this.ask(`${this.base}ticket/`)).json();
    this.token = ticket.csrf;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = ticket.csrf;
    return ticket;
  }

  async people() {
    return (await this.ask(`${this.base}people/`, {}, 20000)).json();
  }

  async scan(kept) {
    const form = new URLSearchParams({ code: kept.code, scan: kept.scan });
    return (await this.post(`${this.base}scan/`, form)).json();
  }

  async sync(scans) {
    const body = JSON.stringify({ sent_at: Date.now(), scans });
    const answer = await this.post(`${this.base}sync/`, body, { "Content-Type": "application/json" }, 20000);
    return (await answer.json()).answers;
  }

  async decode(picture) {
    const answer = await this.post("/door/decode/", picture, { "Content-Type": "image/jpeg" });
    return (await answer.json()).code;
  }

  async counts() {
    const answer = await this.ask(`${this.base}counts/`, {
      headers: this.tag ? { "If-None-Match": this.tag } : {},
    });
    this.tag = answer.headers.get("ETag");
    return answer.status === 304 ? null : answer.json();
  }
}

export function showCounts(counts, place = document) {
  for (const [name, number] of Object.entries(counts ?? {})) {
    const field = place.querySelector(`[data-count="${name}"]`);
    if (field) field.textContent = number;
  }
}
