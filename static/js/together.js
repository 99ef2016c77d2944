// Choosing several pictures: how many are chosen, all or none at once, and keys for all of it.
const VERDICTS = { 1: "no", 2: "change", 3: "yes" };

class Together {
  constructor(form) {
    this.form = form;
    this.pictures = form.querySelector(".together__pictures");
    this.boxes = [...form.querySelectorAll("[name=of]")];
    this.chosen = form.querySelector("[data-chosen]");
    this.all = form.querySelector("[data-all]");
    for (const part of [this.chosen, this.all, form.querySelector("[data-keys]")])
      part.hidden = false;
    form.addEventListener("change", () => this.draw());
    this.all.addEventListener("click", () => this.chooseAll());
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("pageshow", () => this.draw());
    this.draw();
  }

  get count() {
    return this.boxes.filter((each) => each.checked).length;
  }

  draw() {
    const { none, one, many } = this.chosen.dataset;
    const { count } = this;
    this.chosen.textContent =
      count > 1 ? many.replace("{count}", count) : count === 1 ? one : none;
    const { choose, drop } = this.all.dataset;
    this.all.textContent = count === this.boxes.length ? drop : choose;
  }

  chooseAll() {
    const checked = this.count < this.boxes.length;
    for (const each of this.boxes) each.checked = checked;
    this.draw();
  }

  // From the picture that has the focus to the one beside, or in the row above and below it.
  move(key) {
    const picture = document.activeElement.closest(".together__picture");
    const from = this.boxes.findIndex((each) => picture?.contains(each));
    const top = (box) => Math.round(box.getBoundingClientRect().top);
    const first = top(this.boxes[0]);
    const wide = this.boxes.filter((each) => top(each) === first).length;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -wide, ArrowDown: wide }[key];
    this.boxes[from + by]?.focus();
  }

  // On the pictures; an answer also where nothing has the focus. Elsewhere keys are not ours.
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const isHere = this.pictures.contains(event.target);
    const isNowhere = event.target === document.body && !document.querySelector("dialog[open]");
    const verdict =
      (isHere || isNowhere) &&
      this.form.querySelector(`[name=verdict][value=${VERDICTS[event.key]}]`);
    if (isHere && event.key.startsWith("Arrow")) this.move(event.key);
    else if (isHere && event.key === "a") this.chooseAll();
    else if (verdict) this.form.requestSubmit(verdict);
    else return;
    event.preventDefault();
  }
}

for (const form of document.querySelectorAll("[data-together]")) new Together(form);
