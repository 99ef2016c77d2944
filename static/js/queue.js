// Answers that are kept in this browser until they are sent. Each belongs to one person and one picture.
const NAME = "twinset";
const STORE = "answers";
const channel = new BroadcastChannel("twinset-answers");
const heard = new EventTarget();
channel.addEventListener("message", () => heard.dispatchEvent(new Event("change")));

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let opened;
const open = () =>
  (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  }).catch((error) => {
    opened = undefined;
    throw error;
  }));

const within = async (mode, act) => {
  const transaction = (await open()).transaction(STORE, mode);
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const result = await act(transaction.objectStore(STORE));
  await done;
  return result;
};

const tell = () => {
  channel.postMessage("change");
  heard.dispatchEvent(new Event("change"));
};

const write = async (act) => {
  const result = await within("readwrite", act);
  tell();
  return result;
};

const idOf = (person, page) => `${person} ${page}`;

// All of one person, in the order in which she gave them; of everybody without a name.
export const all = async (person) => {
  const found = await within("readonly", (store) => settled(store.getAll()));
  return found
    .filter((each) => !person || each.person === person)
    .sort((a, b) => (a.made_at < b.made_at ? -1 : 1));
};

export const find = (person, page) =>
  within("readonly", (store) => settled(store.get(idOf(person, page))));

// Takes the place of an earlier answer to the same picture, which it returns; never of one that is
// on its way.
export const put = (answer) =>
  write(async (store) => {
    const id = idOf(answer.person, answer.page);
    const before = await settled(store.get(id));
    if (before?.state !== "sending") await settled(store.put({ ...answer, id }));
    return before;
  });

export const remove = (...answers) =>
  write(async (store) => {
    for (const each of answers) await settled(store.delete(each.id));
  });

// Changes answers only while they are still the same: each may have been taken back meanwhile.
export const update = (changes) =>
  write(async (store) => {
    for (const [answer, changed] of changes) {
      const now = await settled(store.get(answer.id));
      if (now?.key === answer.key) await settled(store.put({ ...now, ...changed }));
    }
  });

// Where a session ended, answers stay until she comes back; when somebody else comes, they go.
export const spare = async (person) => {
  const others = (await all()).filter((each) => each.person !== person);
  if (others.length) await remove(...others);
};

export const clear = async (person) => remove(...(await all(person)));

export const onChange = (act) => heard.addEventListener("change", act);
