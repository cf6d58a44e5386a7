// The query editor of the portal: CodeMirror with SPARQL. `mount` puts it in the place of the plain field.
//
// It lives in a shadow root: there CodeMirror uses constructable style sheets, which the policy of the pages allows. In
// the page itself it would write a <style> element, which the policy forbids.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, delimitedIndent, HighlightStyle, indentNodeProp, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers, WidgetType } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";

// what stands in braces is indented
const sparql = new LanguageSupport(SparqlLanguage.configure({
  props: [indentNodeProp.add({ "GroupGraphPattern ConstructTemplate DataBlock": delimitedIndent({ closing: "}", align: false }) })],
}));

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--cm-key)", fontWeight: "bold" },
  { tag: [tags.variableName, tags.definition(tags.variableName)], color: "var(--cm-var)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--cm-str)" },
  { tag: [tags.number, tags.bool, tags.literal], color: "var(--cm-num)" },
  { tag: [tags.url, tags.namespace, tags.labelName, tags.name], color: "var(--link)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

// the colours are those of the page, light and dark: custom properties reach into a shadow root
const look = EditorView.theme({
  "&": { backgroundColor: "var(--raised)", color: "var(--ink)", fontSize: ".9rem", maxHeight: "70vh" },
  "&.cm-focused": { outline: "none" }, // the frame of the field has it, as that of the plain field
  ".cm-scroller": { overflow: "auto", fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', lineHeight: "1.5" },
  ".cm-content, .cm-gutter": { minHeight: "17rem" },
  ".cm-content": { padding: ".6rem 0", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--soft)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hit)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--cm-sel)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--cm-sel)", outline: "1px solid var(--edge)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: ".4rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "15rem", maxWidth: "min(44rem, 92vw)", fontFamily: "inherit" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".3rem .6rem", minHeight: "24px", overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--hit)", color: "var(--ink)", outline: "2px solid var(--link)", outlineOffset: "-2px" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal", marginInlineStart: ".8rem", unicodeBidi: "isolate" },
  ".cm-problem": { textDecoration: "underline wavy var(--cm-err) 2px", textUnderlineOffset: ".2em", backgroundColor: "var(--note)" },
  ".cm-problem-words": { color: "var(--cm-err)", fontFamily: "system-ui, sans-serif", padding: ".1rem .6rem .4rem", whiteSpace: "pre-wrap" },
  ".unseen": { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" },
});

class Words extends WidgetType {
  constructor(text) { super(); this.text = text; }
  eq(other) { return other.text === this.text; }
  toDOM() {
    const found = document.createElement("div");
    found.className = "cm-problem-words";
    found.textContent = this.text;
    found.dir = "auto"; // a query runs from left to right, a sentence may not
    found.setAttribute("aria-hidden", "true"); // it is the description of the field already
    return found;
  }
}

// The error of the server: the place underlined, its words below the line. It moves with the text around it.
const marked = (problem) => StateField.define({
  create: (state) => {
    const start = Math.min(problem.start, state.doc.length), end = Math.min(problem.end, state.doc.length);
    const words = Decoration.widget({ widget: new Words(problem.words), block: true, side: 1 }).range(state.doc.lineAt(start).to);
    return Decoration.set(end > start ? [Decoration.mark({ class: "cm-problem" }).range(start, end), words] : [words], true);
  },
  update: (held, change) => held.map(change.changes),
  provide: (field) => EditorView.decorations.from(field),
});

const completion = (complete, meaning) => autocompletion({
  icons: false,
  maxRenderedOptions: 50,
  override: [async (context) => {
    const found = await complete(context.state.doc.toString(), context.pos, context.explicit);
    if (!found || context.aborted) return null;
    const options = found.options.map((each) => ({ label: each.text, detail: ` ${meaning(each)}` }));
    return { from: found.from, options, filter: false };
  }],
});

// A letter typed over a selection is written here. Chromium would write it with a style attribute, which the policy forbids.
const typedOver = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { from, to, empty } = view.state.selection.main;
    if (empty || event.inputType !== "insertText" || !event.data || view.composing) return false;
    const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

const described = (root, id, text) => {
  const found = document.createElement("span");
  found.id = id;
  found.hidden = true; // a hidden element can still describe another one
  found.textContent = text;
  root.append(found);
};

/** Put the editor in the place of a text field. The other values are those of the plain field. */
export const mount = ({ area, complete, meaning, words, problem }) => {
  const { form, dataset: told } = area, host = document.createElement("div"), root = host.attachShadow({ mode: "open" });
  const take = (view) => acceptCompletion(view) || completionStatus(view.state) === "active";
  const run = () => { form.requestSubmit(); return true; };
  const long = document.createElement("p");
  long.className = "problem";
  long.setAttribute("role", "alert");
  form.addEventListener("submit", (event) => {
    if (area.value.length <= area.maxLength) return;
    event.preventDefault();
    long.textContent = told.long;
  });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      selection: problem && { anchor: Math.min(problem.start, area.value.length) },
      extensions: [
        lineNumbers(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(),
        EditorView.lineWrapping, sparql, syntaxHighlighting(colours), look, completion(complete, meaning), problem ? marked(problem) : [],
        EditorState.phrases.of({ Completions: told.completions }),
        // Tab takes a completion while the list is open (and does nothing in the moment when it opens), and else leaves
        typedOver,
        Prec.highest(keymap.of([{ key: "Mod-Enter", run }, { key: "Tab", run: take }])),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        EditorView.contentAttributes.of({ "aria-label": told.label, "aria-describedby": "help problem", ...(problem && { "aria-invalid": "true" }) }),
        EditorView.updateListener.of((update) => { if (update.docChanged) area.value = update.state.doc.toString(); }),
        EditorView.domEventHandlers({ focus: () => { words(); } }),
      ],
    }),
  });
  described(root, "help", document.getElementById("query-help").textContent);
  described(root, "problem", problem ? problem.words : "");
  area.before(host);
  area.parentElement.after(long);
  area.hidden = true;
  for (const label of area.labels) label.addEventListener("click", (event) => { event.preventDefault(); view.focus(); });
  if (problem) view.focus();
};
