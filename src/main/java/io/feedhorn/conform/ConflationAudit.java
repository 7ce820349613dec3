package io.feedhorn.conform;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.util.List;
import java.util.Set;

/**
 * What a feed with delivery latest left out for a reader that lagged: it is asked for by a cursor,
 * which proves that it was left out and not lost. Used by one thread at a time.
 *
 * @param target a way to the server that nobody cuts
 * @param feeds those with delivery latest
 */
record ConflationAudit(ServerUnderTest target, Set<String> feeds) {
  /**
   * Has all that is missing before an update.
   *
   * @param transport that it came by; who polls does not lag
   * @param cursor any one of the feed's present epoch
   */
  void fetch(ReceivedUpdate update, Transport transport, SequenceChecker sequence, Cursor cursor) {
    Position known = cursor.position(update.feed());
    boolean mayLag = transport.isPushed() && feeds.contains(update.feed()) && known != null;
    while (mayLag && known != null && sequence.skipsTo(update)) {
      Position from = new Position(known.epoch(), sequence.offset(update));
      Cursor since = Cursor.of(update.feed(), from);
      HttpAnswer answer =
          target.get(
              "/v1/updates?" + ReadRequest.of(update.topic()).since(since.toString()).query());
      CheckFailed.unless(
          answer.must(200).json().flag("recovered", false), HoppingReader.TOO_LITTLE_HISTORY);
      List<ReceivedUpdate> missing =
          answer.objects("updates").stream()
              .map(ReceivedUpdate::of)
              .filter(each -> each.offset() < update.offset())
              .toList();
      CheckFailed.unless(
          !missing.isEmpty(),
          "lost: nothing is there between offsets %d and %d of %s"
              .formatted(from.offset(), update.offset(), update.topic()));
      missing.forEach(sequence::takeLeftOut);
    }
  }
}
