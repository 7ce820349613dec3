package io.feedhorn.publish;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;

/**
 * One attempt of a sender to publish updates in order, without waiting for receipts. After the
 * first update that is refused as unavailable, all later ones of the attempt are refused too. So
 * none of them is published before the refused one, which the sender sends again with its next
 * attempt. Safe on any thread: the writer records what it refuses, the sender that the writer does
 * not answer.
 */
public final class PublishAttempt {
  private volatile boolean failed;

  /** Returns true if an update of the attempt was refused as unavailable. */
  public boolean isFailed() {
    return failed;
  }

  /** Records that an update is refused: the attempt has failed if it may be sent again. */
  public void onRefused(Throwable refusal) {
    if (refusal instanceof FeedException exception && exception.code() == ErrorCode.UNAVAILABLE) {
      failed = true;
    }
  }

  /** Returns the refusal of an update of an attempt that has failed. */
  public static FeedException refusal() {
    return new FeedException(
        ErrorCode.UNAVAILABLE,
        "An earlier update of the same sender was refused; publish again in order.");
  }
}
