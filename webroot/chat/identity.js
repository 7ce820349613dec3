const FIRST = ['Amber', 'Brisk', 'Calm', 'Dapper', 'Early', 'Gentle', 'Hazel', 'Jolly', 'Keen', 'Lucky', 'Merry', 'Nimble', 'Quiet', 'Sunny', 'Witty'];
const LAST = ['Badger', 'Crane', 'Dolphin', 'Falcon', 'Heron', 'Ibex', 'Lynx', 'Marten', 'Otter', 'Puffin', 'Robin', 'Stoat', 'Swift', 'Wren', 'Yak'];
const WHO = 'feedhorn.who';
const NAME = 'feedhorn.name';

/** @param {string[]} list */
const any = list => list[Math.floor(Math.random() * list.length)];

/** The visitor's id and name. A reload keeps both; a duplicated tab gets a new id, although its storage is a copy. */
export function loadIdentity() {
  const who = sessionStorage.getItem(WHO) ?? Math.random().toString(36).slice(2, 12);
  sessionStorage.removeItem(WHO);
  let name = sessionStorage.getItem(NAME) ?? `${any(FIRST)} ${any(LAST)}`;
  sessionStorage.setItem(NAME, name);
  return {
    who,
    get name() {
      return name;
    },
    /** @param {string} wanted */
    rename(wanted) {
      name = wanted.trim() || name;
      sessionStorage.setItem(NAME, name);
      return name;
    },
    /** Keeps the id for the next page in this tab. Called when the page is closed. */
    keep() {
      sessionStorage.setItem(WHO, who);
    },
  };
}
