// Comforts. Every page works without this file.

const countLeft = (group) => {
  const box = group.querySelector("textarea");
  const words = group.querySelector(".govuk-character-count__message");
  const most = Number(group.dataset.maxlength);
  if (!box || !words || !most) return;
  // Beside the line that is read out on focus: one for the eyes at once, one for the ears after a pause.
  const seen = words.cloneNode();
  seen.removeAttribute("id");
  seen.setAttribute("aria-hidden", "true");
  const heard = words.cloneNode();
  heard.removeAttribute("id");
  heard.classList.add("govuk-visually-hidden");
  heard.setAttribute("role", "status");
  words.classList.add("govuk-visually-hidden");
  words.after(seen, heard);
  let pause;
  const show = () => {
    // The server counts letters, not the halves that a script counts an emoji as.
    const left = most - [...box.value.replaceAll("\r\n", "\n").trim()].length;
    const many = Math.abs(left).toLocaleString("en-GB");
    const unit = Math.abs(left) === 1 ? "character" : "characters";
    seen.textContent = left < 0 ? `You have ${many} ${unit} too many` : `You have ${many} ${unit} left`;
    seen.classList.toggle("govuk-character-count__message--over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { heard.textContent = seen.textContent; }, 1500);
  };
  box.addEventListener("input", show);
  show();
  clearTimeout(pause);
};

const leadToErrors = (summary) => {
  summary.tabIndex = -1;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const words = field.closest("fieldset")?.querySelector("legend") || document.querySelector(`label[for="${field.id}"]`);
    (words || field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
};

const leave = (link) => {
  document.body.hidden = true;
  // Not in the history: the Back button must not bring this page back.
  window.location.replace(link.href);
};

const offerLeaving = (link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link);
  });
  // Shift alone, three times within five seconds; whoever writes a capital presses another key as well.
  let alone = false;
  let presses = [];
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift";
    if (!alone) presses = [];
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    presses = [...presses.filter((at) => event.timeStamp - at < 5000), event.timeStamp];
    if (presses.length > 2) leave(link);
  });
};

const offerCopy = (button) => {
  const words = document.getElementById(button.dataset.copy);
  if (!words || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = document.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(words.textContent.trim());
      said.textContent = "Copied";
    } catch {
      said.textContent = "We could not copy it. Write it down or take a photo.";
    }
  });
};

document.querySelectorAll('[data-module="govuk-character-count"]').forEach(countLeft);
document.querySelectorAll('[data-module="govuk-error-summary"]').forEach(leadToErrors);
document.querySelectorAll("[data-leave]").forEach(offerLeaving);
document.querySelectorAll("[data-copy]").forEach(offerCopy);
