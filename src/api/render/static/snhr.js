// <snhr-latest lang="ar" limit="5" section="..."> and <snhr-figure id="...">: text of the API as text, never as HTML.
// What was shown last stays while the service is slow or down; without it there is a link.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const WAIT = 8000;
  const WORDS = {
    en: { latest: "Latest publications", source: "Source", corrected: "Corrected on ", withdrawn: "This was withdrawn and should no longer be cited.", open: "Open the publisher's page" },
    ar: { latest: "أحدث المنشورات", source: "المصدر", corrected: "صُحّح في ", withdrawn: "سُحبت هذه المادة، ولم يعد يصحّ الاستشهاد بها.", open: "صفحة الناشر" },
  };
  const STYLE = `:host{display:block;font:inherit;line-height:1.6;overflow-wrap:anywhere}
    ol{list-style:none;margin:0;padding:0}li{padding:.5em 0;border-top:1px solid #8886}p{margin:.3em 0}
    .title,.source{font-size:.9em}a{color:inherit}`;

  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
    return element;
  };
  const link = (address, text) => {
    const safe = /^https?:\/\//i.test(address || "");
    return safe ? make("a", text, { href: address, target: "_blank", rel: "noopener" }) : make("span", text);
  };
  const day = (value, lang) =>
    new Intl.DateTimeFormat(lang === "ar" ? "ar-SY-u-nu-latn" : "en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(value));
  const kept = {
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    put(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* nothing is kept where nothing may be */ } },
  };

  class Shown extends HTMLElement {
    connectedCallback() {
      this.language = (this.getAttribute("lang") || this.closest("[lang]")?.getAttribute("lang") || "en").startsWith("ar") ? "ar" : "en";
      this.words = WORDS[this.language];
      this.page = `${origin}/${this.language === "ar" ? "ar/" : ""}`;
      if (!this.shadowRoot) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
      }
      this.load();
    }
    async load() {
      const address = this.address(), key = `snhr:${address}`, before = kept.get(key);
      this.show(before ? this.parts(before) : [link(this.page, this.words.open)]);
      try {
        const answer = await fetch(address, { signal: AbortSignal.timeout(WAIT), credentials: "omit", referrerPolicy: "no-referrer" });
        if (answer.status === 410) return this.show([make("p", this.words.withdrawn), link(this.page, this.words.open)]);
        if (!answer.ok) return;
        const body = await answer.json();
        this.show(this.parts(body));
        kept.put(key, body);
      } catch { /* what is shown already stays */ }
    }
    show(parts) {
      const root = make("div", "", { lang: this.language, dir: this.language === "ar" ? "rtl" : "ltr" });
      root.append(...parts);
      this.shadowRoot.replaceChildren(root);
    }
    source(body) {
      const line = make("p", "", { class: "source" });
      line.append(`${this.words.source}: `, link(this.page, body.meta.attribution));
      return line;
    }
  }

  class Latest extends Shown {
    address() {
      const asked = new URLSearchParams({ available_in: this.language, fields: "title,published_on,url,links,language,dir", limit: this.getAttribute("limit") || "5" });
      if (this.language === "ar") asked.set("lang", "ar");
      if (this.getAttribute("section")) asked.set("section", this.getAttribute("section"));
      return `${origin}/v1/articles?${asked}`;
    }
    parts(body) {
      const list = make("ol");
      for (const record of body.data) {
        const item = make("li", "", { lang: record.language, dir: record.dir });
        item.append(link(record.url || record.links.self, record.title));
        if (record.published_on) item.append(make("br"), make("time", day(record.published_on, this.language), { datetime: record.published_on }));
        list.append(item);
      }
      return [make("p", this.words.latest, { class: "title" }), list, this.source(body)];
    }
  }

  class Figure extends Shown {
    address() {
      const id = encodeURIComponent(this.getAttribute("id") || "");
      return `${origin}/v1/figures/${id}${this.language === "ar" ? "?lang=ar" : ""}`;
    }
    parts(body) {
      const figure = body.data, last = figure.revisions.at(-1);
      const parts = [make("p", figure.sentence)];
      if (figure.revisions.length > 1) parts.push(make("p", `${this.words.corrected}${day(last.released_at, this.language)}`));
      const report = make("p", "", { class: "source", lang: figure.report.language, dir: figure.report.dir });
      report.append(link(figure.report.url, figure.report.title));
      return [...parts, report, this.source(body)];
    }
  }

  if (!customElements.get("snhr-latest")) {
    customElements.define("snhr-latest", Latest);
    customElements.define("snhr-figure", Figure);
  }
})();
