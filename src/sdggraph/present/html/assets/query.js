// The page on which anybody asks in SPARQL: completion, the place of an error, and shortcuts. They work in the built
// editor (editor/editor.js) and, where it was not built, in the plain field. Without script, the form still works.
const area = document.querySelector("textarea[data-words]");
const form = area.form, told = area.dataset; // the page gives all addresses and texts

const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

let list;
const read = (groups) => groups.flatMap(({ kind, words }) => words.map(([text, label]) => {
  const key = fold(text);
  return { text, label, kind, key, local: key.slice(key.indexOf(":") + 1), parts: fold(label).split(/[^\p{L}\p{N}.]+/u) };
}));
// The terms, codes and words of the graph: fetched once, when somebody begins to use the field.
const words = () => (list ??= fetch(told.words).then((reply) => reply.json()).then(read).catch(() => []));

// How well a thing fits a word, 0 best: by how it is written, then by a word of its label (keny, or country:keny).
const rank = (each, word, sought) => {
  if (each.text.startsWith(word)) return 0;
  if (each.key.startsWith(sought)) return 1;
  if (each.local.startsWith(sought)) return 2;
  const cut = sought.indexOf(":") + 1, name = sought.slice(cut);
  const isNamed = name && each.key.startsWith(sought.slice(0, cut)) && each.parts.some((part) => part.startsWith(name));
  return isNamed ? 3 + each.label.length / 1_000 : each.key.includes(sought) ? 4 : 5;
};

// What can stand at a place of a text: { from, options }, the best first; null where there is nothing to complete.
const complete = async (text, at, asked) => {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  const open = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<[^<>\s]*>/g, "");
  if (/["'#]|<[^\s?$=]*$|@[\w-]*$/.test(open)) return null; // in a string, a comment, an address or a language tag
  const [word] = line.match(/[?$][\p{L}\p{N}_]*$|[\p{L}\p{N}_.:-]*$/u);
  const from = at - word.length, isVariable = /^[?$]/.test(word);
  if (!asked && !isVariable && (/^\d/.test(word) || (word.length < 2 && !word.includes(":")))) return null;
  const sought = fold(word), found = [];
  if (isVariable || !word) {
    const used = new Set((text.slice(0, from) + " " + text.slice(at)).match(/[?$][\p{L}\p{N}_]+/gu));
    for (const each of [...used].sort()) if (fold(each).startsWith(sought)) found.push([0, { text: each, label: "", kind: told.variable, key: fold(each) }]);
  }
  if (!isVariable) {
    for (const each of await words()) {
      const place = rank(each, word, sought);
      if (place < 5) found.push([place, each]);
    }
  }
  // a complete word: Enter is a new line. After a prefix, more follows
  if (!asked && !word.endsWith(":") && found.some(([, each]) => each.key === sought)) return null;
  const options = found.sort((one, other) => one[0] - other[0]).slice(0, 50).map(([, each]) => each);
  return options.length ? { from, options } : null;
};

const meaning = ({ label, kind }) => (label ? `${label} (${kind})` : kind);

// The place of an error, as a place of the text. The server counts characters, not the halves of them.
const place = (text) => {
  const lines = text.split("\n"), line = Math.min(Number(told.line), lines.length);
  const before = [...lines[line - 1]].slice(0, Number(told.column) - 1).join("");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + before.length;
  return { start, end: start + lines[line - 1].slice(before.length).match(/^(?:[\p{L}\p{N}_.:?$-]+|\S)?/u)[0].length };
};
const problem = told.line ? { ...place(area.value), words: told.problem } : null;

const isRun = (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey);

// The plain field: a list below it, moved through with the arrow keys while the focus stays in the field.
const plain = () => {
  const box = document.createElement("ul"), status = document.createElement("span");
  box.id = "query-words";
  box.className = "words";
  box.hidden = true;
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", told.completions);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  area.parentElement.after(box, status);
  for (const [name, value] of [["aria-autocomplete", "list"], ["aria-controls", box.id]]) area.setAttribute(name, value);
  let at = -1, from = 0, turn = 0;

  const close = () => {
    turn++;
    box.hidden = true;
    at = -1;
    area.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    const all = [...box.children];
    at = (number + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    area.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const insert = (text) => {
    area.focus();
    area.setSelectionRange(from, area.selectionStart);
    // the only way that keeps undo; a browser without it writes the text all the same
    if (!document.execCommand?.("insertText", false, text)) area.setRangeText(text, from, area.selectionEnd, "end");
    close();
  };
  const look = async (asked) => {
    const mine = ++turn, end = area.selectionStart;
    const found = end === area.selectionEnd ? await complete(area.value, end, asked) : null;
    if (mine !== turn) return; // the text is another one now
    close();
    if (!found) return;
    from = found.from;
    box.replaceChildren(...found.options.map((each, number) => {
      const option = document.createElement("li"), text = document.createElement("code"), label = document.createElement("bdi");
      option.id = box.id + number;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.text = text.textContent = each.text;
      label.textContent = meaning(each);
      option.append(text, " ", label);
      return option;
    }));
    status.textContent = told.found.replace("0", String(box.children.length));
    box.hidden = false;
  };
  area.addEventListener("input", (event) => event.inputType !== "insertFromPaste" && look(false));
  area.addEventListener("keydown", (event) => {
    const keys = { ArrowDown: () => choose(at + 1), ArrowUp: () => choose(at < 0 ? -1 : at - 1), Escape: close };
    const isChosen = at >= 0 && (event.key === "Enter" || event.key === "Tab");
    if (isRun(event)) form.requestSubmit();
    else if (event.key === " " && event.ctrlKey) look(true);
    else if (box.hidden || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    else if (isChosen) insert(box.children[at].dataset.text);
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  });
  box.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault(); // the focus stays in the field
    if (option) insert(option.dataset.text);
  });
  area.addEventListener("blur", close);
  area.addEventListener("click", close);
  if (problem) {
    area.focus();
    area.setSelectionRange(problem.start, problem.end);
    area.scrollTop = (Number(told.line) - 4) * parseFloat(getComputedStyle(area).lineHeight);
  }
};

area.addEventListener("focus", words, { once: true });
try {
  if (!told.editor) throw new Error();
  const editor = await import(new URL(told.editor, location.href).href);
  editor.mount({ area, complete, meaning, words, problem });
} catch {
  plain();
}
