// Single keys for whoever goes through the queue of claims. A key moves the focus or follows a link; none sends a form.
// Off until switched on, so that nobody's speech input or screen reader meets them by surprise.
const STORED = "necess-claim-keys";
const help = document.querySelector("[data-keys]");
const box = document.querySelector("[data-keys-switch]");
let active = false;

function remembered() {
  try { return localStorage.getItem(STORED) === "on"; } catch { return false; }
}

function remember(on) {
  try { localStorage.setItem(STORED, on ? "on" : "off"); } catch { /* private browsing: until the page is left */ }
}

function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== "checkbox";
}

function goTo(element) {
  if (element.matches("a")) { element.click(); return; }
  const details = element.closest("details");
  if (details) details.open = true;
  const place = details ?? element.parentElement;
  place.querySelector("select, textarea, input:not([type=hidden])")?.focus();
  place.scrollIntoView({ block: "nearest" });
}

function throughTheList(step) {
  const links = [...document.querySelectorAll("#result_list tbody th a")];
  const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
}

function press(event) {
  if (!active || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (document.querySelector("#result_list")) {
    if (key === "j") throughTheList(1);
    else if (key === "k") throughTheList(-1);
    else if (key === "x") document.activeElement.closest("tr")?.querySelector("input.action-select")?.click();
    return;
  }
  const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!element) return;
  event.preventDefault();
  goTo(element);
}

if (help && box) {
  active = box.checked = remembered();
  help.hidden = false;
  box.addEventListener("change", () => { active = box.checked; remember(active); });
  document.addEventListener("keydown", press);
}
