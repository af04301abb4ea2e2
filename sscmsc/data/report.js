"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const works = data.works, facets = data.facets;
  const STEP = 50;
  const $ = (id) => document.getElementById(id);
  const make = (name, text, kind) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  for (const work of works) {
    work.text = folded([work.key, work.title, work.authors, work.journal, work.year || "",
      Object.values(work.facets).flat().join(" "), work.tags.join(" "),
      Object.values(work.ids).join(" ")].join("\n"));
    work.wide = {};
    for (const facet of facets) {
      const own = work.facets[facet.name] || [], above = data.above[facet.name];
      work.wide[facet.name] = own.length ? [...new Set(own.flatMap((one) => above[one]))] : [""];
    }
  }
  const chosen = {}, counters = {};
  for (const facet of facets) {
    chosen[facet.name] = new Set();
    counters[facet.name] = [];
  }
  let order = { by: "key", down: false }, found = [], shown = 0, words = [];

  const admitted = (work, but) => facets.every((facet) => facet.name === but ||
    chosen[facet.name].size === 0 ||
    work.wide[facet.name].some((value) => chosen[facet.name].has(value)));
  const said = (work) => words.every((word) => work.text.includes(word));

  const compare = {
    key: (one, other) => one.key.localeCompare(other.key, "en", { sensitivity: "base" }),
    year: (one, other) => (one.year || 0) - (other.year || 0) || compare.key(one, other),
    title: (one, other) => one.title.localeCompare(other.title, "en") || compare.key(one, other),
    cited: (one, other) => one.cited - other.cited || compare.key(one, other),
  };

  function find() {
    words = folded($("search").value).split(/\s+/).filter(Boolean);
    const matching = works.filter(said);
    found = matching.filter((work) => admitted(work));
    found.sort(compare[order.by]);
    if (order.down) found.reverse();
    for (const facet of facets) count(facet, matching);
    $("number").textContent = found.length === works.length
      ? works.length + (works.length === 1 ? " work" : " works")
      : found.length + " of " + works.length + " works";
    $("rows").replaceChildren();
    shown = 0;
    more();
  }

  function count(facet, matching) {
    const numbers = {};
    for (const work of matching) {
      if (admitted(work, facet.name)) {
        for (const value of work.wide[facet.name]) numbers[value] = (numbers[value] || 0) + 1;
      }
    }
    for (const cell of counters[facet.name]) cell.textContent = numbers[cell.dataset.value] || 0;
  }

  function more() {
    const until = Math.min(found.length, shown + STEP);
    const part = document.createDocumentFragment();
    for (; shown < until; shown += 1) part.append(row(found[shown], shown));
    $("rows").append(part);
    $("more").hidden = shown >= found.length;
    $("more").textContent = "Show more (" + (found.length - shown) + ")";
  }

  function marked(into, text) {
    const flat = folded(text);
    if (flat.length !== text.length || !words.length) { into.append(text); return into; }
    let at = 0;
    while (at < text.length) {
      let first = -1, size = 0;
      for (const word of words) {
        const place = flat.indexOf(word, at);
        if (place >= 0 && (first < 0 || place < first)) { first = place; size = word.length; }
      }
      if (first < 0) break;
      into.append(text.slice(at, first), make("mark", text.slice(first, first + size)));
      at = first + size;
    }
    into.append(text.slice(at));
    return into;
  }

  const PAGES = { doi: "https://doi.org/", pmid: "https://pubmed.ncbi.nlm.nih.gov/",
    pmcid: "https://pmc.ncbi.nlm.nih.gov/articles/" };
  const NAMES = { doi: "DOI", pmid: "PubMed", pmcid: "PMC" };

  function row(work, place) {
    const line = make("tr");
    line.setAttribute("aria-rowindex", place + 2);
    const key = make("th", undefined, "key");
    key.scope = "row";
    line.append(marked(key, work.key), make("td", work.year || "", "number"));
    const what = make("td");
    what.append(marked(make("div", undefined, "title"), work.title || "(no title)"),
      marked(make("div", undefined, "dim"), [work.authors, work.journal].filter(Boolean).join(". ")));
    const badges = make("div");
    if (work.standing) badges.append(make("span", work.standing, "badge bad"));
    if (work.ids.pmcid) badges.append(make("span", "free in PMC", "badge good"));
    for (const facet of facets) for (const value of work.facets[facet.name] || []) {
      badges.append(make("span", value, "badge"));
    }
    what.append(badges);
    const acts = make("div", undefined, "acts");
    for (const scheme of Object.keys(NAMES)) if (work.ids[scheme]) {
      const link = make("a", NAMES[scheme]);
      link.href = PAGES[scheme] + encodeURI(work.ids[scheme]).replace(/[?#]/g, encodeURIComponent);
      link.rel = "noreferrer";
      link.setAttribute("aria-label", NAMES[scheme] + " of " + work.key);
      acts.append(link);
    }
    for (const [label, at] of [["Copy BibTeX", 0], ["Copy reference", 1]]) {
      const button = make("button", label);
      button.type = "button";
      button.setAttribute("aria-label", label + " of " + work.key);
      button.addEventListener("click", () => copy(work.number, at, label));
      acts.append(button);
    }
    what.append(acts);
    line.append(what, make("td", work.cited || "", "number"));
    return line;
  }

  let texts = null;
  async function unpacked() {
    if (texts) return texts;
    const packed = Uint8Array.from(atob($("texts").textContent), (one) => one.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    texts = JSON.parse(await new Response(stream).text());
    return texts;
  }
  async function copy(number, at, label) {
    try {
      const text = (await unpacked())[number][at];
      if (navigator.clipboard && window.isSecureContext) await navigator.clipboard.writeText(text);
      else byHand(text);
      say(label.replace("Copy ", "") + " copied");
    } catch (error) {
      say("Nothing was copied: the browser does not allow it");
    }
  }
  function byHand(text) {
    const area = make("textarea", text);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("not allowed");
  }
  let clearing = 0;
  function say(text) {
    $("said").textContent = text;
    clearTimeout(clearing);
    clearing = setTimeout(() => { $("said").textContent = ""; }, 4000);
  }

  function filters() {
    for (const facet of facets) {
      const box = make("fieldset");
      box.dataset.facet = facet.name;
      box.append(make("legend", facet.title));
      for (const value of [...facet.values, ""]) {
        const label = make("label"), input = make("input");
        input.type = "checkbox";
        input.value = value;
        input.addEventListener("change", () => {
          if (input.checked) chosen[facet.name].add(value); else chosen[facet.name].delete(value);
          find();
        });
        const number = make("span", "", "count");
        number.dataset.value = value;
        counters[facet.name].push(number);
        label.append(input, make("span", value === "" ? "Unclassified" : value), number);
        box.append(label);
      }
      $("filters").append(box);
    }
  }
  function choose(wanted) {
    for (const facet of facets) {
      chosen[facet.name] = new Set(facet.name in wanted ? [wanted[facet.name]] : []);
      for (const input of document.querySelectorAll(`#filters [data-facet="${facet.name}"] input`)) {
        input.checked = chosen[facet.name].has(input.value);
      }
    }
  }

  filters();
  if (window.matchMedia("(max-width: 60rem)").matches) $("filters-box").open = false;
  $("search").addEventListener("input", find);
  $("more").addEventListener("click", more);
  $("clear").addEventListener("click", () => { $("search").value = ""; choose({}); find(); });
  for (const button of document.querySelectorAll("#list thead button")) {
    button.addEventListener("click", () => {
      const by = button.dataset.by;
      order = { by: by, down: order.by === by ? !order.down : by === "cited" || by === "year" };
      for (const head of document.querySelectorAll("#list thead th")) head.removeAttribute("aria-sort");
      button.parentElement.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      find();
    });
  }
  for (const button of document.querySelectorAll("#matrix td button")) {
    button.addEventListener("click", () => {
      $("search").value = "";
      choose(JSON.parse(button.dataset.values));
      find();
      $("works").scrollIntoView();
      $("works-head").focus();
    });
  }
  if ("IntersectionObserver" in window) {
    new IntersectionObserver((seen) => { if (seen[0].isIntersecting && shown) more(); },
      { rootMargin: "600px" }).observe($("more"));
  }
  window.addEventListener("beforeprint", () => { while (shown < found.length) more(); });
  find();
})();
