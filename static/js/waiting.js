// What waits for her, in the order in which it is judged; asked once for a page that stays open, or anew.
let asked;

const ask = async () => {
  const answer = await fetch("/waiting", { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(`refused with ${answer.status}`);
  return answer.json();
};

export const waiting = ({ anew = false } = {}) => {
  if (anew) asked = undefined;
  return (asked ??= ask().catch((error) => {
    asked = undefined;
    throw error;
  }));
};

// The addresses after `page`: of its brief first, later ones before earlier ones.
export const after = (pictures, page) => {
  const place = pictures.findIndex((each) => each.page === page);
  const brief = pictures[place]?.brief;
  const rank = (each, index) => 2 * (each.brief !== brief) + (index < place);
  return pictures
    .map((each, index) => ({ page: each.page, rank: rank(each, index), index }))
    .filter((each) => each.page !== page)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map((each) => each.page);
};
