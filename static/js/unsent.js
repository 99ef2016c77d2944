// Says on every page how many answers are kept and not sent.
import { all, onChange, spare } from "./queue.js";
import "./retry.js";

const { person } = document.body.dataset;
const notes = document.querySelectorAll("[data-unsent-note]");

const words = ({ one, many }, count) => (count === 1 ? one : many.replace("{count}", count));

const draw = async () => {
  const count = (await all(person)).filter((each) => each.state !== "sent").length;
  for (const note of notes) {
    note.hidden = !count;
    if (count) note.querySelector("[data-words]").textContent = words(note.dataset, count);
  }
};

if (person) {
  onChange(draw);
  addEventListener("pageshow", draw);
  spare(person).then(draw).catch(() => {});
}
