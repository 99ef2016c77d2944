// Without a connection: the ways to what is kept here, and another try when there is one again.
const the = (name) => document.querySelector(`[data-${name}]`);

const kept = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return answer.ok && !answer.redirected ? answer : undefined;
};

const show = async () => {
  const waiting = await kept("/waiting").then((answer) => answer?.json(), () => undefined);
  const first = waiting?.pictures.find((each) => each.files.length)?.page;
  the("kept-picture").hidden = !first;
  if (first) the("kept-picture").href = first;
  the("kept-answers").hidden = !(await kept("/answers").catch(() => undefined));
};

the("again").addEventListener("click", () => location.reload());
addEventListener("online", () => location.reload());
show();
