const FIRST = ['Amber', 'Brisk', 'Calm', 'Dapper', 'Early', 'Gentle', 'Hazel', 'Jolly', 'Keen', 'Lucky', 'Merry', 'Nimble', 'Quiet', 'Sunny', 'Witty'];
const LAST = ['Badger', 'Crane', 'Dolphin', 'Falcon', 'Heron', 'Ibex', 'Lynx', 'Marten', 'Otter', 'Puffin', 'Robin', 'Stoat', 'Swift', 'Wren', 'Yak'];
const WHO = 'feedhorn.who';
const NAME = 'feedhorn.name';

/** @param {string[]} list */
const any = list => list[Math.floor(Math.random() * list.length)];

/** Who this tab is. A reload is the same person; a duplicated tab, whose storage is a copy, is not. */
export function myself() {
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
    /** The page goes: whoever is loaded next in this tab is still us. */
    keep() {
      sessionStorage.setItem(WHO, who);
    },
  };
}
