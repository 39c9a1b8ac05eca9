// Builds elements. Text only ever becomes text nodes, so nothing that anybody typed can turn into markup.

export function h(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key in node && typeof value !== "string") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export function fill(place, ...children) {
  place.replaceChildren(...children.flat(Infinity).filter(Boolean));
}

// Puts exactly these nodes there; those that are there already stay untouched, with their focus and open menus.
export function reconcile(place, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...place.childNodes]) if (!wanted.has(child)) child.remove();
  let cursor = place.firstChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextSibling;
    else place.insertBefore(node, cursor);
  }
}

// Opens a menu below its button: arrow keys move, Escape closes and gives the focus back.
export function openMenu(button, items, label) {
  document.querySelector(".menu")?.remove();
  const close = () => {
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
  };
  const outside = (event) => {
    if (!menu.contains(event.target) && event.target !== button) close();
  };
  const entries = items.map((item) =>
    h("button", {
      class: "menu-item", role: item.role ?? "menuitem", tabindex: "-1", "aria-checked": item.checked?.toString(),
      onclick: () => { close(); button.focus(); item.choose(); },
    }, ...[item.content].flat()));
  const menu = h("div", {
    class: "menu", role: "menu", "aria-label": label,
    onkeydown: (event) => {
      const at = entries.indexOf(document.activeElement);
      const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
      if (next !== undefined) entries[(next + entries.length) % entries.length].focus();
      else if (event.key === "Escape" || event.key === "Tab") { close(); button.focus(); }
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  }, entries);
  (button.closest("dialog") ?? document.body).append(menu);
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  entries[0]?.focus();
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const width = menu.offsetWidth, height = menu.offsetHeight;
  const left = Math.max(8, Math.min(at.left, window.innerWidth - width - 8));
  const below = at.bottom + 4 + height <= window.innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
}

export function toast(text) {
  const note = h("div", { class: "toast" }, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}
