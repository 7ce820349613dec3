import {connectHere} from './access.js';
import {badge} from './badge.js';
import {showBell} from './bell.js';
import {find} from './dom.js';
import {noticeOf} from './notice.js';

/** @import {Tone} from './badge.js' */

/**
 * Connects a page to its server and creates its badge, notice and bell.
 * @param {{staleAfter: number, onTone?: (tone: Tone) => void, reads: string, command: string, getToken?: () => Promise<string | undefined>}} options
 */
export function openPage({staleAfter, onTone, reads, command, getToken}) {
  const feed = connectHere(getToken);
  const notice = noticeOf(find('#notice'), feed, {reads, command});
  badge(find('#badge'), find('#spoken'), feed, {staleAfter, onTone, onToken: () => notice.toggle()});
  showBell();
  return {feed, notice};
}
