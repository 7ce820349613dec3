package io.feedhorn.log;

import io.feedhorn.model.Update;
import java.util.List;

/**
 * What a reader is owed of one feed at one moment. Immutable.
 *
 * @param end the feed's newest offset at that moment; live updates go on after it
 * @param recovered false where history no longer reached back, so that snapshots stand in
 * @param updates in the order of their offsets, none past the tail
 */
public record Replay(long end, boolean recovered, List<Update> updates) {}
