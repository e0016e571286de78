// The box that asks: shows an address of this service and its answer, both as text. Without it the addresses are links.
const form = document.getElementById("try"), field = document.getElementById("address"), answer = document.getElementById("answer");
form.hidden = false;

async function ask(address) {
  const target = new URL(address, location.href);
  if (target.origin !== location.origin || !/^\/v1(\/|\?|$)/.test(target.pathname + target.search)) return field.focus();
  field.value = target.pathname + target.search;
  answer.hidden = false;
  try {
    const got = await fetch(target);
    const text = await got.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: shown as it is */ }
    answer.textContent = `GET ${field.value}\n${got.status} ${got.headers.get("Content-Type")}\n\n${shown.slice(0, 20000)}`;
  } catch (error) {
    answer.textContent = String(error);
  }
}
form.addEventListener("submit", (event) => { event.preventDefault(); ask(field.value); });
document.getElementById("examples").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); ask(link.getAttribute("href")); }
});

const copy = document.getElementById("copy");
copy.hidden = !navigator.clipboard;
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(document.getElementById("line").textContent);
  document.getElementById("copied").hidden = false;
});
