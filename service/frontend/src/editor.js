// Yasqe, the editor of YASGUI, over the plain box: it colours, checks and completes. It asks nobody
// and keeps nothing in the browser; the box has the text at every moment.

import Yasqe from "@zazuko/yasqe";
import { proposer } from "./complete.js";

const SORTS = { property: "property", class: "class" };

export function createEditor(box, { words, proposals, ask }) {
  const known = proposer(proposals);
  declareCompleters(known);

  const frame = document.createElement("div");
  frame.className = "editor";
  box.before(frame);
  const cursor = box.selectionStart;
  const editor = new Yasqe(frame, {
    value: box.value,
    // It is asked by our form, shared by our address, and sized by our stylesheet.
    showQueryButton: false,
    createShareableLink: null,
    consumeShareLink: null,
    persistenceId: null,
    resizeable: false,
    editorHeight: "auto",
    viewportMargin: Infinity,
    lineWrapping: true,
    extraKeys: {
      // Or nobody would get out by keyboard.
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-Enter": ask,
      "Cmd-Enter": ask,
      "Ctrl-S": false,
    },
    hintConfig: {
      extraKeys: {
        // Leaves both the list and the editor: the key goes on to the browser.
        Tab: (_, list) => {
          list.close();
          return Yasqe.Pass;
        },
      },
    },
  });
  box.hidden = true;
  const field = editor.getInputField();
  field.setAttribute("aria-label", words.label);
  field.setAttribute("aria-describedby", box.getAttribute("aria-describedby") ?? "");
  field.setAttribute("aria-multiline", "true");
  document.getElementById("query-label")?.addEventListener("click", () => editor.focus());

  // Its notices speak English only; ours is below the editor.
  editor.showNotification = () => {};
  editor.checkSyntax = () => checkSyntax(editor, words);
  editor.on("change", () => {
    box.value = editor.getValue();
    clear();
  });
  editor.on("inputRead", () => editor.autocomplete());
  editor.on("autocompletionShown", (_, widget) => widget.hints.setAttribute("aria-label", words.proposals));
  editor.getDoc().setCursor(editor.getDoc().posFromIndex(cursor ?? 0));
  editor.checkSyntax();

  let marks = [];
  function clear() {
    marks.forEach((mark) => mark.clear());
    marks = [];
  }
  return {
    focus: () => editor.focus(),
    setText: (text) => editor.setValue(text),
    clear,
    mark(line, column, message) {
      clear();
      const from = { line: line - 1, ch: Math.max(column - 1, 0) };
      const end = editor.getDoc().getLine(from.line)?.length ?? 0;
      const doc = editor.getDoc();
      marks.push(
        doc.markText({ line: from.line, ch: Math.min(from.ch, Math.max(end - 1, 0)) }, { line: from.line, ch: end }, {
          className: "wrong",
          title: message,
        }),
      );
      const handle = doc.addLineClass(from.line, "background", "wrong-line");
      marks.push({ clear: () => doc.removeLineClass(handle, "background", "wrong-line") });
      doc.setCursor(from);
      editor.scrollIntoView(from, 60);
    },
  };
}

function declareCompleters(known) {
  const iriOf = new Map();
  const show = (_, found) =>
    found.map((hint) => ({
      ...hint,
      render(item) {
        item.textContent = hint.text;
        const label = known.byIri.get(iriOf.get(hint.text))?.label;
        if (label) {
          const name = document.createElement("span");
          name.className = "hint-label";
          name.textContent = ` ${label}`;
          item.append(name);
        }
      },
    }));
  for (const [name, sort] of Object.entries(SORTS)) {
    Yasqe.forkAutocompleter(name, {
      name: `trilogue-${name}`,
      autoShow: false,
      get: (_, token) => known.matching(sort, token),
      postProcessSuggestion(yasqe, _, iri) {
        const text = known.written(iri, yasqe.getPrefixesFromQuery());
        iriOf.set(text, iri);
        return text;
      },
      postprocessHints: show,
    });
  }
  Yasqe.forkAutocompleter("prefixes", {
    name: "trilogue-prefixes",
    persistenceId: null,
    get: () => Object.entries(known.prefixes).map(([name, iri]) => `${name}: <${iri}>`),
  });
  Yasqe.defaults.autocompleters = [
    "trilogue-prefixes",
    "variables",
    "trilogue-property",
    "trilogue-class",
  ];
}

// As the stock check, but with a mark that is text and has no style of its own.
function checkSyntax(editor, words) {
  const doc = editor.getDoc();
  editor.clearGutter("gutterErrorBar");
  editor.queryValid = true;
  for (let line = 0; line < doc.lineCount(); line += 1) {
    const { state } = editor.getTokenAt({ line, ch: doc.getLine(line).length }, true);
    if (state.OK === false) {
      const mark = document.createElement("span");
      mark.className = "not-sparql";
      mark.textContent = "!";
      mark.title = state.errorMsg ?? words.invalid;
      editor.setGutterMarker(line, "gutterErrorBar", mark);
      editor.queryValid = false;
      return;
    }
  }
}
