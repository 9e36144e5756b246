// The list of sources. Runs once; events that Python hears: 'retry', 'drop_source'.
const part = (name) => element.querySelector(name);
const groups = part(".wss-groups"), retry = part(".wss-retry");
const pane = element.closest("#ws-shelf-pane") || element;
const root = document.getElementById("ws-main");
let opener = null;

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function draw() {
  const value = props.value || {};
  part(".wss-summary").textContent = value.summary || "";
  groups.replaceChildren(...(value.groups || []).map((group) => drawGroup(group, value.corpus)));
  retry.hidden = !value.unread;
  for (const node of document.querySelectorAll(".wsh-sources")) node.textContent = value.summary ? `Sources · ${value.summary}` : "Sources";
  for (const node of document.querySelectorAll(".wsh-corpus")) node.textContent = value.title || "";
}

function drawGroup(group, corpus) {
  const node = make("section", "wss-group");
  const title = make("h3", "", group.heading);
  title.append(make("span", "wss-count", String(group.count)));
  node.append(title);
  const why = [group.reason, group.advice].filter(Boolean).join(" ");
  if (why) node.append(make("p", "wss-reason", why));
  const list = make("ul");
  list.append(...group.rows.map((row) => drawRow(row, group, corpus)));
  node.append(list);
  return node;
}

function drawRow(row, group, corpus) {
  const item = make("li", "wss-row");
  const dot = make("span", `wss-dot wss-${group.dot}`);
  dot.setAttribute("aria-hidden", "true");
  const body = make("div", "wss-body");
  body.append(drawTitle(row, corpus));
  const small = [row.host, row.detail].filter((each) => each && each !== row.title).join(" · ");
  if (small) body.append(make("span", "wss-host", small));
  if (row.reason) body.append(make("span", "wss-why", row.reason));
  const remove = make("button", "ws-icon wss-remove", "×");
  remove.type = "button";
  remove.title = "Remove this source";
  remove.setAttribute("aria-label", `Remove ${row.title}`);
  remove.addEventListener("click", () => confirmRemoval(item, row));
  item.append(dot, body, remove);
  return item;
}

function drawTitle(row, corpus) {
  if (row.readable) {
    const button = make("button", "wss-title", row.title);
    button.type = "button";
    button.addEventListener("click", () => {
      closePane(false);
      const request = { corpus, document_id: row.document_id };
      document.dispatchEvent(new CustomEvent("ws:open", { detail: { request, from: button } }));
    });
    return button;
  }
  if (!/^https?:\/\//.test(row.url)) return make("span", "wss-title", row.title);
  const link = make("a", "wss-title", row.title);
  link.href = row.url; link.target = "_blank"; link.rel = "noopener noreferrer nofollow"; link.title = row.url;
  return link;
}

function confirmRemoval(item, row) {
  // Two steps in place: no dialog, and no slip of the finger.
  const ask = make("div", "wss-confirm");
  const yes = make("button", "ws-plain", "Remove"), no = make("button", "ws-plain", "Keep");
  yes.type = no.type = "button";
  ask.append(make("span", "", `Remove “${row.title}”?`), yes, no);
  const children = [...item.childNodes];
  item.replaceChildren(ask);
  no.addEventListener("click", () => { item.replaceChildren(...children); item.querySelector(".wss-remove").focus(); });
  yes.addEventListener("click", () => {
    yes.disabled = no.disabled = true;
    trigger("drop_source", { document_id: row.document_id, title: row.title });
    part("#wss-heading").focus();
  });
  no.focus();
}

retry.addEventListener("click", () => trigger("retry", {}));

const isSheet = () => window.matchMedia("(max-width: 1180px)").matches;

function openPane(from) {
  opener = from;
  root.classList.add("ws-shelf-open");
  pane.setAttribute("role", "dialog"); pane.setAttribute("aria-modal", "true");
  for (const id of ["ws-header", "ws-chat-pane", "ws-panel"]) { const n = document.getElementById(id); if (n) n.inert = true; }
  part("#wss-heading").focus({ preventScroll: true });
}

function closePane(goBack = true) {
  if (!root.classList.contains("ws-shelf-open")) return;
  root.classList.remove("ws-shelf-open");
  pane.removeAttribute("role"); pane.removeAttribute("aria-modal");
  for (const id of ["ws-header", "ws-chat-pane", "ws-panel"]) { const n = document.getElementById(id); if (n) n.inert = false; }
  if (goBack && opener) opener.focus();
}

document.addEventListener("ws:shelf", (event) => openPane(event.detail.from));
part('[data-wss="close"]').addEventListener("click", () => closePane());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && root.classList.contains("ws-shelf-open")) { event.stopImmediatePropagation(); closePane(); }
}, true);
document.addEventListener("click", (event) => { if (event.target.id === "ws-main" && isSheet()) closePane(); });
window.matchMedia("(max-width: 1180px)").addEventListener("change", () => closePane(false));

watch("value", draw);
draw();
