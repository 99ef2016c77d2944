// The picture goes where it was sent; it lies over the next one, which is there already.
const LONGEST_MS = 600;

export const fly = (frame, look, verdict) => {
  if (!frame || !look || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  frame.removeAttribute("data-look-frame");
  frame.classList.add("look__gone", `look__gone--${verdict}`);
  frame.inert = true;
  look.append(frame);
  const away = () => frame.remove();
  frame.addEventListener("animationend", away);
  setTimeout(away, LONGEST_MS);
};
