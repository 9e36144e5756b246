// The left pane. Runs once. Events that Python hears: 'pick_corpus', 'new_corpus', 'drop_corpus', 'tick', 'retry',
// 'drop_source', 'too_large'.
const part = (name) => element.querySelector(name);
const groups = part(".wss-groups"), retry = part(".wss-retry"), pick = part("#wss-pick"), all = part(".wss-all");
const naming = part(".wss-new"), dropCorpus = part('[data-wss="drop-corpus"]');
const pane = element.closest("#ws-shelf-pane") || element;
const root = document.getElementById("ws-main");
let opener = null;
let shown = {}; // what is drawn
let wanted = null; // the corpus that was picked last: of others, which may still be reading, nothing is shown
const unticked = new Map(); // for each corpus the ids of its sources that are not asked

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(className, text, act) {
  const node = make("button", className, text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

function draw() {
  const value = props.value || {};
  if (value.moved) { wanted = value.corpus; rememberInAddress(value); }
  if (value.corpus === undefined || value.corpus !== wanted) return;
  shown = value;
  const focused = document.activeElement && document.activeElement.closest("[data-row]");
  part(".wss-summary").textContent = value.summary || "";
  drawCorpora(value);
  // whoever is being asked whether to remove a source is not interrupted
  if (!groups.querySelector(".wss-confirm")) groups.replaceChildren(...(value.groups || []).map((group) => drawGroup(group, value.corpus)));
  retry.hidden = !value.groups || !value.groups.length;
  drawAll();
  for (const node of document.querySelectorAll(".wsh-sources")) node.textContent = value.summary ? `Sources · ${value.summary}` : "Sources";
  for (const node of document.querySelectorAll(".wsh-corpus")) node.textContent = value.title || "";
  // the list is drawn anew while pages come in: whoever was on a row stays on it
  if (focused) { const again = groups.querySelector(`[data-row="${CSS.escape(focused.dataset.row)}"]`); if (again) again.focus(); }
}

function drawCorpora(value) {
  const options = value.corpora || [];
  const nodes = options.map((option) => {
    const node = make("option", "", option.label);
    node.value = option.name;
    return node;
  });
  // drawn anew only when there is something new: an open list would close
  if (nodes.map((node) => node.outerHTML).join() !== [...pick.options].map((node) => node.outerHTML).join()) pick.replaceChildren(...nodes);
  pick.value = value.corpus || "";
  const current = options.find((option) => option.name === (value.corpus || ""));
  dropCorpus.hidden = !(current && current.removable);
}

function rememberInAddress(value) {
  const address = new URL(window.location.href);
  if (value.corpus !== value.home) address.searchParams.set("corpus", value.corpus); else address.searchParams.delete("corpus");
  window.history.replaceState(null, "", address);
}

const rows = () => (shown.groups || []).flatMap((group) => group.rows).filter((row) => row.readable);

function leftOut() {
  if (!unticked.has(shown.corpus)) unticked.set(shown.corpus, new Set());
  return unticked.get(shown.corpus);
}

function drawAll() {
  const ids = rows().map((row) => row.document_id);
  all.hidden = ids.length < 2;
  const none = ids.every((id) => leftOut().has(id));
  all.textContent = none ? "Tick all" : "Tick none";
}

function tickAll() {
  const ids = rows().map((row) => row.document_id);
  const none = ids.every((id) => leftOut().has(id));
  unticked.set(shown.corpus, new Set(none ? [] : ids));
  for (const box of groups.querySelectorAll(".wss-tick")) box.checked = none;
  told();
}

function told() { drawAll(); trigger("tick", { corpus: shown.corpus, left_out: [...leftOut()] }); }

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
  const body = make("div", "wss-body");
  body.append(drawTitle(row, corpus));
  const small = [row.host, row.detail].filter((each) => each && each !== row.title).join(" · ");
  if (small) body.append(make("span", "wss-host", small));
  if (row.note) body.append(make("span", "wss-note", row.note));
  if (row.reason) body.append(make("span", "wss-why", row.reason));
  if (row.cited_by.length) body.append(drawCited(row, corpus));
  if (row.wants_copy) body.append(drawCopy(row, item));
  const remove = button("ws-icon wss-remove", "×", () => confirmRemoval(item, row));
  remove.dataset.row = `remove ${row.document_id}`;
  remove.title = "Remove this source";
  remove.setAttribute("aria-label", `Remove ${row.title}`);
  item.append(row.readable ? drawTick(row) : drawDot(group), body, remove);
  return item;
}

function drawDot(group) {
  const dot = make("span", `wss-dot wss-${group.dot}`);
  dot.setAttribute("aria-hidden", "true");
  return dot;
}

function drawTick(row) {
  const box = make("input", "wss-tick");
  box.type = "checkbox";
  box.checked = !leftOut().has(row.document_id);
  box.dataset.id = row.document_id;
  box.dataset.row = `tick ${row.document_id}`;
  box.setAttribute("aria-label", `Ask ${row.title}`);
  box.addEventListener("change", () => {
    if (box.checked) leftOut().delete(row.document_id); else leftOut().add(row.document_id);
    told();
  });
  return box;
}

function open(request, from) {
  closePane(false);
  document.dispatchEvent(new CustomEvent("ws:open", { detail: { request, from } }));
}

function drawCited(row, corpus) {
  const first = row.cited_by[0], more = row.cited_by.length - 1;
  const node = button("wss-cited", `cited by ${first.title}${more ? ` and ${more} more` : ""}`, () =>
    open({ corpus, document_id: first.document_id, citing: row.url }, node));
  node.title = "Show where it is cited";
  return node;
}

function drawCopy(row, item) {
  const node = button("wss-copy", "Add saved copy", () => { savingFor(row.url); picker().click(); });
  node.setAttribute("aria-label", `Add a saved copy of ${row.title}`);
  for (const kind of ["dragover", "dragenter"]) item.addEventListener(kind, (event) => { event.preventDefault(); item.classList.add("wss-over"); });
  item.addEventListener("dragleave", () => item.classList.remove("wss-over"));
  item.addEventListener("drop", (event) => {
    event.preventDefault();
    item.classList.remove("wss-over");
    if (!event.dataTransfer.files.length) return;
    savingFor(row.url);
    const input = picker();
    if (tooLarge(event.dataTransfer.files)) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return node;
}

function savingFor(url) {
  const field = document.querySelector("#ws-saving :is(input, textarea)");
  field.value = url;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
// Gradio refuses a large file without a word.
function tooLarge(files) {
  const large = [...(files || [])].find((file) => file.size > shown.most_megabytes * 1024 * 1024);
  if (large) trigger("too_large", { name: large.name });
  return Boolean(large);
}
for (const kind of ["change", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (!event.target.closest || !event.target.closest("#ws-file, #ws-saved")) return;
    if (!tooLarge((event.dataTransfer || event.target).files)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (kind === "change") event.target.value = "";
  }, true);
}
const picker = () => document.querySelector('#ws-saved input[type="file"]');

function drawTitle(row, corpus) {
  if (row.readable) {
    const node = button("wss-title", row.title, () => open({ corpus, document_id: row.document_id }, node));
    node.dataset.row = `title ${row.document_id}`;
    return node;
  }
  if (!/^https?:\/\//.test(row.url)) return make("span", "wss-title", row.title);
  const link = make("a", "wss-title", row.title);
  link.href = row.url; link.target = "_blank"; link.rel = "noopener noreferrer nofollow"; link.title = row.url;
  return link;
}

function confirmed(holder, question, yesText, act, back) {
  // Two steps in place: no dialog, and no slip of the finger.
  const ask = make("div", "wss-confirm");
  const children = [...holder.childNodes];
  const yes = button("ws-plain", yesText, () => { holder.replaceChildren(...children); act(); part("#wss-heading").focus(); });
  const no = button("ws-plain", "Keep", () => { holder.replaceChildren(...children); back().focus(); draw(); });
  ask.append(make("span", "", question), yes, no);
  holder.replaceChildren(ask);
  no.focus();
}

function confirmRemoval(item, row) {
  const act = () => trigger("drop_source", { document_id: row.document_id, title: row.title });
  confirmed(item, `Remove “${row.title}”?`, "Remove", act, () => item.querySelector(".wss-remove"));
}

dropCorpus.addEventListener("click", () => {
  const holder = part(".wss-corpus");
  confirmed(holder, "Remove this corpus with all its sources?", "Remove", () => trigger("drop_corpus", {}), () => dropCorpus);
});
pick.addEventListener("change", () => { wanted = pick.value; trigger("pick_corpus", { name: pick.value }); });
retry.addEventListener("click", () => trigger("retry", {}));
all.addEventListener("click", tickAll);

function showNaming(shown) {
  naming.hidden = !shown;
  if (shown) { part("#wss-name").value = ""; part("#wss-name").focus(); } else part('[data-wss="new"]').focus();
}
part('[data-wss="new"]').addEventListener("click", () => showNaming(naming.hidden));
part('[data-wss="cancel"]').addEventListener("click", () => showNaming(false));
naming.addEventListener("submit", (event) => {
  event.preventDefault();
  trigger("new_corpus", { title: part("#wss-name").value });
  naming.hidden = true;
  const address = document.querySelector("#ws-address textarea, #ws-address input");
  if (address) address.focus();
});

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
