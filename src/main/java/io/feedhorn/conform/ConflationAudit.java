package io.feedhorn.conform;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.HttpAnswer;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.SequenceChecker;
import io.feedhorn.client.Transport;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.util.List;
import java.util.Set;

/**
 * The proof that missing updates of a lagging reader were conflated and not lost: it requests them
 * by a cursor. Used by one thread at a time.
 *
 * @param client a client whose connections are not cut
 * @param latestFeeds the feeds with {@code delivery: latest}
 */
record ConflationAudit(FeedhornClient client, Set<String> latestFeeds) {
  /**
   * Requests all updates of a topic that are missing before an update.
   *
   * @param transport the transport that delivered it; readers that poll do not lag
   * @param cursor any cursor of the feed's current epoch
   */
  void requestMissing(
      ReceivedUpdate update, Transport transport, SequenceChecker sequence, Cursor cursor) {
    Position known = cursor.position(update.feed());
    boolean mayLag = transport.isPush() && latestFeeds.contains(update.feed()) && known != null;
    while (mayLag && known != null && sequence.isGapBefore(update)) {
      Position from = new Position(known.epoch(), sequence.lastOffset(update));
      List<ReceivedUpdate> missing = after(from, update);
      CheckFailed.require(
          !missing.isEmpty(),
          "lost: there is no update between offsets %d and %d of %s"
              .formatted(from.offset(), update.offset(), update.topic()));
      missing.forEach(sequence::acceptConflated);
    }
  }

  private List<ReceivedUpdate> after(Position from, ReceivedUpdate end) {
    ReadRequest request = ReadRequest.of(end.topic()).since(Cursor.of(end.feed(), from).toString());
    HttpAnswer answer = client.get("/v1/updates?" + request.pollQuery()).requireStatus(200);
    CheckFailed.require(answer.json().flag("recovered", false), HoppingReader.TOO_LITTLE_HISTORY);
    return answer.objects("updates").stream()
        .map(ReceivedUpdate::of)
        .filter(update -> update.offset() < end.offset())
        .toList();
  }
}
