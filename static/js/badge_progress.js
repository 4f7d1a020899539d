// The progress bar of a batch of badges: asks every second, and shows the page again once the press is done.
const bar = document.getElementById("badge-progress");
const words = document.querySelector("output[for=badge-progress]");

async function look() {
  const answer = await fetch(bar.dataset.address, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { printed, total, under_way: underWay } = await answer.json();
  if (!underWay) {
    location.reload();
    return;
  }
  bar.value = printed;
  words.textContent = `${printed} / ${total}`;
  setTimeout(look, 1000);
}

setTimeout(look, 1000);
