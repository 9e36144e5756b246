// The source panel. Runs once, with element, trigger, props, server and watch from Gradio.
// Every text goes in through textContent: nothing that a source says is ever parsed as HTML.
const part = (name) => element.querySelector(name);
const heading = part("#wsp-heading"), about = part(".wsp-about"), textBox = part(".wsp-text");
const notice = part(".wsp-notice"), empty = part(".wsp-empty"), steps = part(".wsp-steps");
const pane = element.closest("#ws-panel") || element;
const root = document.getElementById("ws-main"); // Gradio scopes styles below the body: states live here
const entries = new Map();
const views = new Map();
// Invisible controls with which a source could show its words in another order than it has them.
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;
let copies = {};
let current = null; // {entry, request, shown: {first, last, total}}
let returnTo = null; // the link or button to go back to

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function learn() {
  const value = props.value || {};
  entries.clear();
  for (const entry of value.entries || []) entries.set(entry.key, entry);
  copies = value.copies || {};
  if (!entries.size && current) close(false);
}

const isSheet = () => window.matchMedia("(max-width: 900px)").matches;

function openPane() {
  root.classList.add("ws-panel-open");
  if (isSheet()) { pane.setAttribute("role", "dialog"); pane.setAttribute("aria-modal", "true"); }
  setInert(isSheet());
}

function setInert(on) {
  for (const id of ["ws-header", "ws-chat-pane", "ws-shelf-pane"]) {
    const node = document.getElementById(id);
    if (node) node.inert = on;
  }
}

function close(goBack = true) {
  root.classList.remove("ws-panel-open");
  pane.removeAttribute("role"); pane.removeAttribute("aria-modal");
  setInert(false);
  current = null;
  heading.textContent = "Source";
  for (const node of [about, textBox, notice, steps]) node.hidden = true;
  textBox.replaceChildren();
  empty.hidden = false;
  markActive(null);
  if (goBack && returnTo) {
    // Gradio may have drawn the answer anew: look the link up by its address.
    const target = returnTo.isConnected ? returnTo : document.querySelector(`a[href$="${returnTo.hash || "#"}"]`);
    if (target) target.focus();
  }
}

function markActive(key) {
  for (const link of document.querySelectorAll("a.ws-active")) link.classList.remove("ws-active");
  if (key) for (const link of document.querySelectorAll(`a[href$="#cite-${key}"]`)) link.classList.add("ws-active");
}

function say(line) { notice.textContent = line; notice.hidden = !line; }

async function load(request) {
  const key = JSON.stringify(request);
  if (!views.has(key)) {
    let answer;
    try { answer = await server.view(request); } catch (failure) { answer = { error: "The source could not be opened. Is the program still running?" }; }
    if (!answer || answer.error) return answer || { error: "The source could not be opened." };
    if (views.size > 60) views.clear();
    views.set(key, answer);
  }
  return views.get(key);
}

async function show(request, entry, from) {
  if (from) returnTo = from;
  const token = current = { request, entry };
  openPane();
  empty.hidden = true;
  heading.textContent = entry ? entry.label : "Source";
  steps.hidden = !entry || !(entry.previous || entry.next);
  if (entry) {
    part(".wsp-position").textContent = entry.position;
    part('[data-wsp="previous"]').disabled = !entry.previous;
    part('[data-wsp="next"]').disabled = !entry.next;
  }
  markActive(entry && entry.key);
  const view = await load(request);
  if (current !== token) return; // another one was opened meanwhile
  if (view.error) {
    about.hidden = textBox.hidden = true;
    say(view.error);
  } else {
    say("");
    drawAbout(view);
    heading.textContent = `${entry ? entry.label + ": " : ""}${view.title}`;
    token.shown = { first: view.first, last: view.last, total: view.total };
    textBox.lang = view.language || "";
    textBox.replaceChildren(...view.blocks.map(drawBlock));
    drawMore();
    about.hidden = textBox.hidden = false;
    centre();
  }
  heading.focus({ preventScroll: true });
}

function drawAbout(view) {
  about.replaceChildren();
  const facts = [view.site, view.author, view.date, view.page ? `page ${view.page}` : "", view.copy].filter(Boolean);
  if (facts.length) about.append(make("p", "wsp-facts", facts.join(" · ")));
  if (/^https?:\/\//.test(view.link || view.url)) {
    const link = make("a", "wsp-link", "Open the page at this passage");
    if (current.entry === null) link.textContent = "Open the page";
    link.href = view.link || view.url; link.target = "_blank"; link.rel = "noopener noreferrer nofollow";
    about.append(link);
  }
  const proof = make("p", "wsp-proof", view.fetched ? `Read ${view.fetched} · snapshot ` : "Snapshot ");
  const hash = make("code", "", view.snapshot_short);
  hash.title = `SHA-256 ${view.snapshot}`;
  proof.append(hash);
  about.append(proof);
}

function drawBlock(block) {
  const tags = { title: "h3", heading: "h4", list_item: "p", code: "pre", quote: "blockquote" };
  const node = make(tags[block.kind] || "p", `wsb wsb-${block.kind}`);
  node.dir = "auto";
  for (const segment of block.segments) {
    const text = segment.text.replace(REORDERING, "");
    node.append(segment.kind === "plain" ? document.createTextNode(text) : make("mark", `wsm-${segment.kind}`, text));
  }
  if (block.page) node.dataset.page = `p. ${block.page}`;
  return node;
}

function drawMore() {
  for (const old of textBox.querySelectorAll(".wsp-more")) old.remove();
  const { first, last, total } = current.shown;
  if (first > 0) textBox.prepend(moreButton("Show what comes before", Math.max(0, first - 200), first));
  if (last < total) textBox.append(moreButton("Show what follows", last, Math.min(total, last + 200)));
  if (first > 0 || last < total) say(`A long source: the part around the passage is shown.`);
}

function moreButton(label, first, last) {
  const button = make("button", "ws-plain wsp-more", label);
  button.type = "button";
  button.addEventListener("click", async () => {
    const token = current;
    button.disabled = true;
    const more = await load({ ...token.request, first, last });
    if (current !== token) return;
    if (more.error) { say(more.error); button.disabled = false; return; }
    const before = more.first < token.shown.first, height = textBox.scrollHeight;
    const nodes = more.blocks.map(drawBlock);
    if (before) { textBox.prepend(...nodes); token.shown.first = more.first; }
    else { textBox.append(...nodes); token.shown.last = more.last; }
    drawMore();
    if (before) textBox.scrollTop += textBox.scrollHeight - height;
    textBox.focus({ preventScroll: true });
  });
  return button;
}

function centre() {
  // Only this box scrolls, never the page: scrollIntoView would move the conversation as well.
  const mark = textBox.querySelector("mark");
  if (!mark) { textBox.scrollTop = 0; return; }
  const marks = textBox.querySelectorAll("mark");
  const box = textBox.getBoundingClientRect();
  const top = mark.getBoundingClientRect().top - box.top + textBox.scrollTop;
  const bottom = marks[marks.length - 1].getBoundingClientRect().bottom - box.top + textBox.scrollTop;
  const space = Math.max(24, (textBox.clientHeight - (bottom - top)) / 2);
  textBox.scrollTop = Math.max(0, top - space);
}

async function copy(link, key) {
  const was = link.textContent;
  let done = true;
  try { await navigator.clipboard.writeText(copies[key] || ""); } catch (failure) { done = false; }
  link.textContent = done ? "Copied" : "Copying is not allowed here";
  setTimeout(() => { link.textContent = was; }, 1600);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest('a[href*="#cite-"], a[href*="#copy-"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  const [kind, key] = link.hash.slice(1).split(/-(.*)/s);
  if (kind === "copy") { copy(link, key); return; }
  const entry = entries.get(key);
  if (entry) show(entry.request, entry, link);
}, true);

document.addEventListener("ws:open", (event) => show(event.detail.request, null, event.detail.from));
document.addEventListener("ws:fresh", () => close(false));

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-wsp]");
  if (!button || button.disabled) return;
  if (button.dataset.wsp === "close") { close(); return; }
  const entry = current && current.entry && entries.get(current.entry[button.dataset.wsp]);
  if (entry) show(entry.request, entry, document.querySelector(`a[href$="#cite-${entry.key}"]`));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !current) return;
  event.preventDefault();
  if (isSheet()) { close(); return; }
  if (pane.contains(document.activeElement) && returnTo) {
    const target = returnTo.isConnected ? returnTo : document.querySelector(`a[href$="${returnTo.hash || "#"}"]`);
    if (target) target.focus();
  }
});
window.matchMedia("(max-width: 900px)").addEventListener("change", () => { if (current) openPane(); });

watch("value", learn);
learn();
