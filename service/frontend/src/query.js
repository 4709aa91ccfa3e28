// The query page. Everything works without this; with it the answer comes into the page, an answer
// can be drawn, and the editor opens when somebody goes to the box. What weighs is fetched then.

import { addViews } from "./views.js";

const form = document.querySelector("form[data-query]");
if (form) start(form);

function start(form) {
  const words = JSON.parse(form.dataset.words);
  const box = form.elements.query;
  const status = form.querySelector("[data-status]");
  const opener = form.querySelector("[data-open-editor]");
  const stopper = form.querySelector("[data-stop]");
  let editor = null;
  let opening = null;
  let helped = null;
  let asking = null;

  const tell = (text) => {
    status.textContent = text;
  };
  // One fetch for whoever needs it first: completion, prefixes, examples.
  const help = () => {
    helped ??= fetch(form.dataset.help, { headers: { Accept: "application/json" } }).then(
      (answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))),
    );
    helped.catch(() => (helped = null));
    return helped;
  };

  function open({ focus } = { focus: false }) {
    opening ??= (async () => {
      tell(words.opening);
      try {
        const [{ createEditor }, proposals] = await Promise.all([
          import("./editor.js"),
          help(),
          loadStyle(form.dataset.style, form.dataset.integrity),
        ]);
        const hadFocus = focus || document.activeElement === box;
        editor = createEditor(box, { words, proposals, ask: () => form.requestSubmit() });
        opener.hidden = true;
        form.querySelector("[data-when-editing]").hidden = false;
        markProblem();
        if (hadFocus) editor.focus();
        tell("");
      } catch {
        // The plain box is still there, with all that was written into it.
        tell(words.failed);
        opening = null;
      }
    })();
    return opening;
  }

  // A problem that the server told with its line is marked at that line.
  function markProblem(place = document) {
    const problem = place.querySelector("[role=alert][data-line]");
    if (!problem || !editor) return;
    editor.mark(Number(problem.dataset.line), Number(problem.dataset.column ?? 1), problem.textContent);
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const part = document.getElementById("answer-part");
    const parameters = new URLSearchParams({ query: box.value, format: "html" });
    const address = `${form.getAttribute("action")}?${parameters}`;
    // What is too long for an address is posted, and then has none to share.
    const posted = address.length > 6000;
    tell(words.asking);
    stopper.hidden = false;
    editor?.clear();
    try {
      const answer = await (posted
        ? fetch(form.action, { method: "POST", body: parameters, signal, headers: { Accept: "text/html" } })
        : fetch(address, { signal, headers: { Accept: "text/html" } }));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      show(part, answer.ok ? page.getElementById("answer-part") : page.querySelector("[role=alert]"));
      if (!posted) history.pushState(null, "", address);
      tell(answer.ok ? words.done : "");
      markProblem(part);
    } catch (error) {
      tell(error.name === "AbortError" ? words.stopped : words.unreachable);
    } finally {
      if (signal === asking.signal) stopper.hidden = true;
    }
  }

  function show(part, found) {
    const old = document.querySelector("main > [role=alert]");
    old?.remove();
    if (!found) return part.replaceChildren();
    // What the server wrote, escaped by it; nothing in it runs.
    const node = document.importNode(found, true);
    part.replaceChildren(...(node.id === part.id ? node.childNodes : [node]));
    dress(part);
  }

  function dress(part) {
    addViews(part, words);
    const copier = part.querySelector("[data-copy]");
    if (copier && navigator.clipboard) {
      copier.hidden = false;
      copier.addEventListener("click", async () => {
        await navigator.clipboard.writeText(part.querySelector("#share").value);
        tell(words.copied);
      });
    }
  }

  opener.hidden = false;
  opener.addEventListener("click", () => open({ focus: true }));
  box.addEventListener("focus", () => open(), { once: true });
  stopper.addEventListener("click", () => asking?.abort());
  form.addEventListener("submit", (event) => {
    if (form.elements.format.value !== "html") return;
    event.preventDefault();
    ask();
  });
  document.querySelectorAll("a[data-example]").forEach((link) => {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      try {
        const { examples } = await help();
        const example = examples.find((each) => each.name === link.dataset.example);
        box.value = example.query;
        editor?.setText(example.query);
        await open({ focus: true });
        form.scrollIntoView({ block: "start" });
        ask();
      } catch {
        location.assign(link.href);
      }
    });
  });
  // Going back leads to pages that the server wrote.
  addEventListener("popstate", () => location.reload());
  dress(document.getElementById("answer-part"));
}

function loadStyle(address, integrity) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: address, integrity, onload: resolve, onerror: reject });
    // Before ours, which then has the last word.
    document.head.prepend(link);
  });
}
