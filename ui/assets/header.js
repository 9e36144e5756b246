// Title line: theme, list of sources on small screens, new conversation ('fresh' is heard by Python).
const saved = (() => { try { return localStorage.getItem("ws-theme"); } catch (failure) { return null; } })();
if (saved) document.body.classList.toggle("dark", saved === "dark");
const field = () => document.querySelector("#ws-question textarea");

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-wsh]");
  if (!button) return;
  if (button.dataset.wsh === "sources") document.dispatchEvent(new CustomEvent("ws:shelf", { detail: { from: button } }));
  if (button.dataset.wsh === "fresh") {
    document.dispatchEvent(new CustomEvent("ws:fresh"));
    trigger("fresh", {});
    if (field()) field().focus();
  }
  if (button.dataset.wsh === "theme") {
    const dark = document.body.classList.toggle("dark");
    try { localStorage.setItem("ws-theme", dark ? "dark" : "light"); } catch (failure) { /* private mode */ }
  }
});

// Esc stops a model that writes, wherever the focus is; the viewer closes with Esc, too, and goes first.
document.addEventListener("keydown", (event) => {
  const stop = document.querySelector("#ws-stop");
  if (event.key === "Escape" && !event.defaultPrevented && stop && stop.offsetParent) stop.click();
});

// Gradio names each message by its raw Markdown, which no one should have to listen to.
new MutationObserver(() => {
  for (const node of document.querySelectorAll('#ws-chat [data-testid="bot"][aria-label*=":"], #ws-chat [data-testid="user"][aria-label*=":"]'))
    node.setAttribute("aria-label", node.dataset.testid === "bot" ? "Answer" : "Your question");
}).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"] });

// A phone's keyboard would cover the examples: only a computer starts in the question box.
if (window.matchMedia("(hover: hover)").matches) {
  const start = setInterval(() => { if (field()) { clearInterval(start); field().focus({ preventScroll: true }); } }, 100);
  setTimeout(() => clearInterval(start), 5000);
}
