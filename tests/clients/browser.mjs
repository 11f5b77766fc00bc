// A person at a browser without JavaScript: cookies, redirects, and the sign-in form.

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&quot;": '"', "&#39;": "'" };

export class Browser {
  #cookies = new Map();
  #domain;

  constructor(domain) {
    this.#domain = domain;
  }

  /** Open an authorization URL, sign in if asked to, and give the URL that leads back to the app. */
  async signIn(url, { username, password }) {
    const place = await this.open(url);
    return place.page === null ? place.url : (await this.#submit(place, { username, password })).url;
  }

  /** Go to a URL and on through redirects, until there is a page or the way leaves the domain. */
  async open(url, request = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...request, redirect: "manual", headers: { cookie } });
    this.#keepCookies(response);
    const location = response.headers.get("location");
    if (location === null) return { url, page: await response.text(), status: response.status };
    const target = new URL(location, url).href;
    return target.startsWith(`${this.#domain}/`) ? this.open(target) : { url: target, page: null };
  }

  #submit({ url, page }, fields) {
    const form = /<form method="post" action="([^"]*)">([^]*?)<\/form>/.exec(page);
    const body = new URLSearchParams();
    for (const [, name, value] of form[2].matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)) {
      body.set(name, unescaped(value));
    }
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.open(new URL(unescaped(form[1]), url).href, { method: "POST", body });
  }

  #keepCookies(response) {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

function unescaped(text) {
  return text.replace(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity);
}
