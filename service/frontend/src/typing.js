// What is found while somebody types into a box of search. Without this, the form is sent as it is.
// Source: WAI-ARIA Authoring Practices Guide, editable combobox with list autocomplete.

const WAIT = 250;
const SHOWN = 8;

const set = (node, values) => {
  for (const name in values) node.setAttribute(name, values[name]);
};

document.querySelectorAll("form[data-typing]").forEach((form, number) => {
  const words = JSON.parse(form.dataset.typing);
  const box = form.elements.q;
  const list = document.createElement("ul");
  const status = document.createElement("span");
  let timer;
  let asking;
  let at = -1;

  list.id = `typed-${number}`;
  set(list, { class: "typed", role: "listbox", "aria-label": words.list });
  set(status, { class: "unseen", role: "status" });
  box.after(list, status);
  set(box, {
    type: "text", // One for search may be no combobox.
    enterkeyhint: "search",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
  });

  const choose = (index) => {
    if (list.children[at]) set(list.children[at], { "aria-selected": false });
    at = index;
    const option = list.children[at];
    if (!option) return box.removeAttribute("aria-activedescendant");
    set(option, { "aria-selected": true });
    option.scrollIntoView({ block: "nearest" });
    set(box, { "aria-activedescendant": option.id });
  };
  const open = (isOpen) => {
    list.hidden = !isOpen;
    set(box, { "aria-expanded": isOpen });
    choose(-1);
  };
  const stop = () => {
    clearTimeout(timer);
    asking?.abort();
    status.textContent = "";
    open(false);
  };
  const show = ({ hits, total }) => {
    list.replaceChildren(
      ...hits.slice(0, SHOWN).map(({ name, name_language, type_names, page }, index) => {
        const option = document.createElement("li");
        const text = document.createElement("bdi");
        text.textContent = name;
        text.lang = name_language ?? "";
        option.append(text, " ");
        for (const { text: type, language } of type_names) {
          const word = document.createElement("span");
          word.textContent = `${type} `;
          word.lang = language;
          option.append(word);
        }
        set(option, { id: `${list.id}-${index}`, role: "option", "aria-selected": false });
        option.onclick = () => location.assign(page);
        return option;
      }),
    );
    open(total > 0);
    status.textContent = words.found.replace("{n}", total);
  };
  const ask = async () => {
    const { signal } = (asking = new AbortController());
    const asked = new URLSearchParams([...new FormData(form), ["format", "json"]]);
    try {
      const answer = await fetch(`${form.action}?${asked}`, { signal });
      if (answer.ok) show(await answer.json());
    } catch {
      // Whoever sends the form learns what is wrong.
    }
  };

  open(false);
  box.addEventListener("input", () => {
    stop();
    if (box.value.trim()) timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("blur", stop);
  form.addEventListener("submit", stop);
  // Or the box would lose the focus before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    const { key } = event;
    const count = list.children.length;
    if (event.isComposing) return;
    if (key === "Escape") {
      if (list.hidden) box.value = "";
      stop();
    } else if (list.hidden || event.altKey || event.ctrlKey || event.metaKey) return;
    else if (key === "ArrowDown") choose(at + 1 < count ? at + 1 : -1);
    else if (key === "ArrowUp") choose(at < 0 ? count - 1 : at - 1);
    else if (key === "Enter" && at >= 0) list.children[at].click();
    else return;
    event.preventDefault();
  });
});
