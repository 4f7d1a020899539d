// A bar for work that a program does meanwhile: asks every second, and shows the page again once it is over.
const SOON = 1000;
const LATER = 5000;
const bar = document.querySelector("progress[data-address]");
const words = document.querySelector(`output[for=${bar.id}]`);

async function look() {
  const answer = await fetch(bar.dataset.address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) {
    setTimeout(look, LATER);
    return;
  }
  const { done, total, under_way: underWay } = await answer.json();
  if (!underWay) {
    location.reload();
    return;
  }
  bar.value = done;
  words.textContent = `${done} / ${total}`;
  setTimeout(look, SOON);
}

setTimeout(look, SOON);
