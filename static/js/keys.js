// Keys on pages that show one comment at a time. Every page works without this file.

const TYPING = "textarea, select, input:not([type='checkbox']):not([type='radio'])";
const ANSWERS_ENTER = "a, button, summary";

const listen = (form) => {
  const boxes = [...form.querySelectorAll("input[type='checkbox']")].slice(0, 9);
  form.classList.add("keyed");
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || target.closest(TYPING)) return;
    if (/^[1-9]$/.test(key) && boxes[key - 1]) {
      boxes[key - 1].click();
      boxes[key - 1].focus();
      event.preventDefault();
    } else if (key === "Enter" && !target.closest(ANSWERS_ENTER)) {
      form.requestSubmit(form.querySelector("button[type='submit']"));
      event.preventDefault();
    } else if (key.toLowerCase() === "u") {
      document.querySelector("[data-key='u']")?.click();
    }
  });
};

document.querySelectorAll("form[data-keys]").forEach(listen);
