"use strict";
// Everything here adds to pages that work without it. No library, no other host.
{
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const wholes = new Map(); // of a published folder: the whole index, read once

  const whole = (address) => {
    if (!wholes.has(address)) wholes.set(address, fetch(address).then((reply) => reply.json()).catch(() => null)); // a browser reads no file beside a page on a disk
    return wholes.get(address);
  };

  // Search in a published folder, where no server ranks the answers.
  const search = async (address, question) => {
    const words = fold(question).split(/[^\p{L}\p{N}.]+/u).filter(Boolean);
    if (!words.length) return [];
    const ranked = [], all = await whole(address);
    if (!all) return null;
    for (const entry of all) {
      const parts = fold([entry.code, entry.label, ...(entry.names || [])].join(" ")).split(/[^\p{L}\p{N}.]+/u);
      if (!words.every((word) => parts.some((part) => part.startsWith(word)))) continue;
      const place = fold(entry.code || "") === words[0] ? 0 : fold(entry.label).startsWith(words[0]) ? 1 : 2;
      ranked.push([place, entry.label.length, entry]);
    }
    return ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((each) => each[2]);
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
        : search(up + "search.json", question);
    const look = async () => {
      const question = input.value.trim(), mine = ++asked;
      if (!question) return close();
      const hits = ((await found(question)) || []).slice(0, 10);
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
      if (event.key === "Enter" && at < 0 && !form.dataset.server) {
        event.preventDefault();
        found(input.value).then((hits) => { if (hits && hits.length) location = up + hits[0].path; });
      }
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
  for (const list of document.querySelectorAll("[data-results]")) {
    const question = new URLSearchParams(location.search).get("q") || "";
    const form = document.querySelector("form.find");
    form.querySelector("input").value = question;
    search(form.dataset.up + "search.json", question).then((hits) => {
      const told = document.createElement("p");
      told.setAttribute("role", "status");
      told.textContent = !hits ? list.dataset.failed : question ? list.dataset.results.replace("0", String(hits.length)) : "";
      list.before(told);
      list.append(...(hits || []).slice(0, 50).map((hit) => {
        const item = document.createElement("li"), kind = document.createElement("span"), link = document.createElement("a");
        kind.className = "soft";
        kind.textContent = hit.kind;
        link.href = form.dataset.up + hit.path;
        link.textContent = hit.code ? hit.code + ", " + hit.label : hit.label;
        item.append(kind, link);
        return item;
      }));
    });
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
