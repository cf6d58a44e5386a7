"use strict";
// Everything here adds to pages that work without it. No library, no other host.
{
  const made = (tag, ...content) => {
    const element = document.createElement(tag);
    element.append(...content);
    return element;
  };
  // A text that keeps its direction to itself; a very long one is cut.
  const isolated = (text) => made("bdi", String(text).length > 300 ? String(text).slice(0, 300) + "…" : String(text));

  // The value of a JSON file of a published folder. Of a folder on a disk a browser reads no file for a page, but runs
  // its scripts: beside each such file stands a script with the same value.
  const held = (address) => location.protocol === "file:" ? new Promise((resolve, reject) => {
    const script = Object.assign(made("script"), { src: address.replace(/json$/, "js") });
    script.onload = () => resolve(script.held);
    script.onerror = reject;
    document.head.append(script);
  }) : fetch(address).then((reply) => reply.json());

  const wholes = new Map(); // of a published folder: the whole index, read once

  const whole = (address) => {
    if (!wholes.has(address)) wholes.set(address, held(address).then((entries) => entries.map(prepared)).catch(() => null));
    return wholes.get(address);
  };

  // Search in a published folder, where no server ranks the answers. The rules are those of tasks/portal/search.py, over
  // the same entries in the same order; tests/browser/test_folder.py compares the two.
  const LETTERS = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ħ: "h", ŧ: "t", ŋ: "n", ß: "ss", ς: "σ" };
  const words = (text) =>
    [...text].slice(0, 1000).join("").normalize("NFKC").replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g, "")
      .toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0652\u0670\u0640]/g, "")
      .replace(/[łøđðþæœıħŧŋßς]/g, (letter) => LETTERS[letter]).normalize("NFKC").replace(/&amp;|[&+]/g, " and ")
      .replace(/\b([ld])['’‘ʼʻʹ`´′‛ʾʿ＇\u02c8\ua78c]/g, "$1 ").replace(/['’‘ʼʻʹ`´′‛ʾʿ＇\u02c8\ua78c]/g, "").match(/[\p{L}\p{M}\p{N}]+/gu) || [];

  const prepared = (entry) => {
    const names = [entry.code, entry.label, ...(entry.names || [])].map((name) => words(name || "").join(" "));
    const parts = [...new Set(names)].filter(Boolean);
    return { ...entry, parts, words: [...new Set(parts.join(" ").split(" "))] };
  };
  const rank = (entry, sought) => {
    const all = sought.join(" ");
    if (entry.parts.includes(all)) return entry.code ? Number(all !== entry.parts[0]) : 2;
    if (entry.parts.some((part) => part.startsWith(all + " "))) return 3;
    return sought.every((word) => entry.words.some((held) => held.startsWith(word))) ? 4 : -1;
  };
  const find = (entries, sought) =>
    sought.length ? entries.map((entry) => [rank(entry, sought), entry]).filter((each) => each[0] >= 0).sort((a, b) => a[0] - b[0]) : [];

  // The share of common letters, in order, in per cent.
  const ratio = (one, other) => {
    let before = new Array(other.length + 1).fill(0);
    for (const letter of one) {
      const line = [0];
      for (let at = 0; at < other.length; at++) line.push(letter === other[at] ? before[at] + 1 : Math.max(line[at], before[at + 1]));
      before = line;
    }
    return (200 * before[other.length]) / (one.length + other.length);
  };
  const similar = (entries, sought) => {
    const known = [...new Set(entries.flatMap((entry) => entry.words))];
    const alike = sought.slice(0, 12).map((word) => new Map(known.map((held) => [held, ratio(word, held)]).filter((each) => each[1] >= 72)));
    const score = (entry) => alike.reduce((sum, near) => sum + Math.max(0, ...entry.words.map((word) => near.get(word) || 0)), 0) / alike.length;
    const near = (part) => part.some((word) => alike.some((held) => held.has(word)));
    const more = (entry) => Math.min(...entry.parts.map((part) => part.split(" ")).filter(near).map((part) => Math.abs(part.length - alike.length)));
    return entries.map((entry) => [score(entry), entry]).filter((each) => each[0] >= 72)
      .sort((a, b) => b[0] - a[0] || more(a[1]) - more(b[1])).slice(0, 4).map((each) => each[1]);
  };
  // The things that a sentence names: some words of it, one after another, are a whole name of each.
  const partly = (entries, sought) => {
    const runs = [], found = [];
    for (let size = 12; size; size--) for (let at = 0; at + size <= sought.length; at++) runs.push(sought.slice(at, at + size).join(" "));
    for (const run of new Set(runs)) {
      const named = entries.filter((entry) => entry.parts.includes(run));
      if (named.length && !found.some(([longer]) => ` ${longer} `.includes(` ${run} `))) found.push([run, named]);
    }
    return [...new Set(found.flatMap((each) => each[1]))].slice(0, 8);
  };
  // The page to which the words lead at once; none for the beginnings of words, which may be misspelt ones.
  const leadsTo = (found, sought) => {
    const [first, second] = found;
    const sure = second ? first[0] < 2 && second[0] > 1 : first && sought.every((word) => first[1].words.includes(word));
    return sure ? first[1].path : "";
  };

  // Search: an ARIA combobox over the plain form.
  for (const form of document.querySelectorAll("form.find")) {
    const input = form.querySelector("input");
    const up = form.dataset.up;
    const list = document.createElement("ul");
    list.id = input.id + "-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.suggestions);
    form.append(list);
    const told = document.createElement("span");
    told.className = "visually-hidden";
    told.setAttribute("role", "status");
    form.append(told);
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" };
    for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);
    let at = -1, asked = 0, timer;

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (number) => {
      const all = [...list.children];
      at = (number + all.length) % all.length;
      all.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    };
    const found = (question) =>
      form.dataset.server
        ? fetch(up + "search.json?q=" + encodeURIComponent(question)).then((reply) => reply.json()).then((body) => body.hits).catch(() => [])
        : whole(up + "search.json").then((entries) => find(entries || [], words(question)).map((each) => each[1]));
    const look = async () => {
      const question = input.value.trim(), mine = ++asked;
      if (!question) return close();
      const hits = (await found(question)).slice(0, 10);
      if (mine !== asked) return; // a later question has been asked
      list.replaceChildren(...hits.map((hit, place) => {
        const option = document.createElement("li"), kind = document.createElement("span");
        option.id = list.id + place;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.href = up + hit.path;
        kind.textContent = hit.kind;
        option.append(kind, hit.code ? hit.code + " · " + hit.label : hit.label);
        return option;
      }));
      told.textContent = hits.length ? form.dataset.found.replace("0", String(hits.length)) : form.dataset.none;
      list.hidden = !hits.length;
      input.setAttribute("aria-expanded", String(!!hits.length));
      at = -1;
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 120); });
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); choose(at + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); choose(at < 0 ? list.children.length - 1 : at - 1); }
      else if (event.key === "Escape") { event.preventDefault(); close(); }
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); location = list.children[at].dataset.href; }
    });
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) { event.preventDefault(); location = option.dataset.href; }
    });
    input.addEventListener("blur", () => setTimeout(close, 100));
  }

  // The search page of a published folder.
  for (const page of document.querySelectorAll("[data-search]")) {
    const question = new URLSearchParams(location.search).get("q") || "", sought = words(question);
    const form = document.querySelector("form.find"), up = form.dataset.up, place = (name) => page.querySelector(`[data-${name}]`);
    form.querySelector("input").value = question;
    const link = (entry) =>
      Object.assign(made("a", ...(entry.code ? [isolated(entry.code), ", "] : []), isolated(entry.label)), { href: up + entry.path });
    const item = (entry) => made("li", Object.assign(made("span", entry.kind), { className: "soft" }), link(entry));
    const fill = (name, shown) => {
      const list = place(name);
      list.hidden = !shown.length;
      (list.querySelector("ul") || list).append(...shown.map(item));
    };
    if (question) whole(up + "search.json").then((entries) => {
      const told = place("status");
      if (!entries) return told.textContent = told.dataset.failed;
      const found = find(entries, sought), path = leadsTo(found, sought);
      if (path) return location.replace(up + path);
      const first = found.slice(0, 50), number = (text, count) => text.replace("0", String(count));
      fill("hits", first.map((each) => each[1]));
      if (found.length) {
        told.textContent = found.length === 1 ? told.dataset.one : number(told.dataset.many, found.length);
        if (first.length < found.length) told.append(" ", number(told.dataset.first, first.length));
        return;
      }
      const near = sought.length ? similar(entries, sought) : [], named = partly(entries, sought);
      document.querySelector("h1").textContent = named.length ? page.dataset.partly : page.dataset.none;
      place("nearest").hidden = !near.length;
      place("nearest").querySelector("span").append(
        ...near.flatMap((entry, at) => [at ? (at === near.length - 1 ? page.dataset.or : ", ") : "", link(entry)]));
      fill("named", named);
      place("hint").hidden = false;
    });
  }

  // What is held under a name: a code may be "constructor", which every object has.
  const of = (held, name) => held && Object.hasOwn(held, name) ? held[name] : undefined;

  // The comparison of centres in a published folder, over the columns that it holds.
  for (const page of document.querySelectorAll("[data-compare][hidden]")) {
    const asked = (new URLSearchParams(location.search).get("with") || "").split(",").map((name) => name.trim()).filter(Boolean);
    const told = document.querySelector("[data-told]"), up = document.querySelector("form.find").dataset.up;
    const link = (path, ...content) => Object.assign(made("a", ...content), { href: up + path });
    const spoken = (sign, words) => {
      const shown = made("span", sign);
      shown.setAttribute("aria-hidden", "true");
      return [shown, Object.assign(made("span", words), { className: "visually-hidden" })];
    };
    const rowOf = (kind, [key, label, path], held) => {
      const tile = kind === "themes" ? [] : [Object.assign(made("span", key), { className: "tile sdg" + key.split(".")[0] }), " "];
      const head = Object.assign(made("th", link(path, ...tile, isolated(label))), { scope: "row" });
      return made("tr", head, ...held.map((count) =>
        made("td", ...(count ? (kind === "themes" ? spoken("●", page.dataset.yes) : [count]) : spoken("–", page.dataset.compare)))));
    };
    const show = (sides, terms) => {
      for (const head of page.querySelectorAll("thead tr"))
        head.append(...sides.map((side) => Object.assign(made("th", link(side.path, isolated(side.shown))), { scope: "col" })));
      for (const row of page.querySelectorAll("[data-fact]")) row.append(...sides.map((side) => {
        const value = side[row.dataset.fact];
        if (row.dataset.fact === "website" && value) return made("td", Object.assign(made("a", value[1]), { href: value[0], rel: "noreferrer" }));
        if (row.dataset.fact === "name") return made("td", isolated(value), side.note ? ` (${side.note})` : "");
        return made("td", value ? isolated(value) : page.dataset.compare);
      }));
      for (const body of page.querySelectorAll("[data-shared]")) {
        const kind = body.dataset.shared, count = (row) => row[1].filter(Boolean).length;
        const held = kind === "themes" ? (key) => sides.map((side) => Number((side.themes || []).includes(key))) : (key) => sides.map((side) => of(side.aims, key) || 0);
        let rows = (kind === "themes" ? terms.themes : terms.aims.filter(([key]) => key.includes(".") === (kind === "targets")))
          .map((term) => [term, held(term[0])]).filter((row) => count(row) > Number(kind === "targets"));
        if (kind === "themes") rows = rows.sort((a, b) => count(b) - count(a));
        body.replaceChildren(...rows.map((row) => rowOf(kind, ...row)));
      }
      page.querySelector("[data-pairs]").replaceChildren(...sides.flatMap((one, at) => sides.slice(at + 1).map((other) => {
        const count = of(one.links, other.code), path = of(one.pairs, other.code), title = `${one.shown} + ${other.shown}`;
        return made("li", path ? link(path, title) : title, ": ", !count ? page.dataset.noLink : count === 1 ? page.dataset.link : page.dataset.links.replace("0", count));
      })));
      page.hidden = false;
    };
    if (asked.length) held(up + "compare/columns.json").then((columns) => {
      const same = (one, other) => words(one).join(" ") === words(other).join(" ");
      const found = asked.map((name) => columns.centres.find((side) => same(side.code, name) || same(side.name, name)));
      const sides = [...new Set(found)].filter(Boolean), unknown = asked.filter((name, at) => !found[at]);
      document.querySelector("[name=with]").value = asked.join(",");
      if (unknown.length) told.textContent = `${told.dataset.unknown} ${unknown.join(", ")}`;
      else if (sides.length < 2 || sides.length > 5) told.textContent = told.dataset.number;
      else show(sides, columns);
    }).catch(() => { told.textContent = told.dataset.failed; });
  }

  // "/" leads to the search field.
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable], .editor");
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing) {
      const field = document.querySelector("form.find input");
      if (field) { event.preventDefault(); field.focus(); }
    }
  });

  // Choices apply at once; the button stays for those without script.
  for (const form of document.querySelectorAll("form.controls[data-server]")) {
    form.addEventListener("change", (event) => event.target.matches("select, [type=checkbox]") && form.requestSubmit());
  }

  // The network: the neighbours of the node that is pointed at or focused.
  for (const net of document.querySelectorAll("svg.net")) {
    const lines = [...net.querySelectorAll("line[data-a]")], nodes = [...net.querySelectorAll(".node")];
    const frame = net.parentElement;
    frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2; // on a phone, begin in the middle
    const show = (code) => {
      net.classList.toggle("focus", !!code);
      const near = new Set([code]);
      for (const line of lines) {
        const on = !!code && (line.dataset.a === code || line.dataset.b === code);
        line.classList.toggle("on", on);
        if (on) near.add(line.dataset.a).add(line.dataset.b);
      }
      for (const node of nodes) node.classList.toggle("on", near.has(node.dataset.code));
    };
    for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
      net.addEventListener(on, (event) => show(event.target.closest(".node")?.dataset.code));
      net.addEventListener(off, () => show());
    }
  }
}
