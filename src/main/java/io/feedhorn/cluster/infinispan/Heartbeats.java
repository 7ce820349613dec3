package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.protocol.QuorumLease;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FailureDetection;
import org.jgroups.util.MessageBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A protocol of JGroups that suspects members which have become silent although their connections
 * are open: they are suspended, or the network between drops everything. Each heartbeat also
 * confirms to its receiver how long the sender will wait for the receiver's next heartbeat. So the
 * {@link QuorumLease} of a member ends before others can exclude it. Heartbeats are sent by a
 * thread of their own, because event loops are late on a busy machine. Public, because JGroups
 * creates it.
 */
public final class Heartbeats extends FailureDetection {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
  // JGroups leaves the numbers from 512 on to others.
  private static final short PROTOCOL = 1_622;

  // Enough for all that are excluded and return within some seconds.
  private static final int MAX_KNOWN = 100;

  private final Map<Address, HeartbeatPeer> peers = new ConcurrentHashMap<>();
  private final SilenceAgreement agreement = new SilenceAgreement();
  // Members of this view and earlier ones. Those that started again have another address.
  private final Map<Address, PeerSilence> known = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private volatile List<Address> others = List.of();
  private volatile long checks;
  private volatile @Nullable QuorumLease lease;

  /** Makes the protocol known to JGroups, before a stack that contains it is created. */
  static void register() {
    if (ClassConfigurator.getProtocol(PROTOCOL) == null) {
      ClassConfigurator.addProtocol(PROTOCOL, Heartbeats.class);
    }
  }

  /** Sets the lease that gets the confirmations of the other members. */
  void setLease(QuorumLease receiver) {
    lease = receiver;
  }

  @Override
  public Object up(Message message) {
    if (message.getHeader(id) != null) {
      receive(message);
    }
    return super.up(message);
  }

  @Override
  public void up(MessageBatch batch) {
    for (Message message : batch) {
      if (message.getHeader(id) != null) {
        receive(message);
      }
    }
    super.up(batch);
  }

  private void receive(Message message) {
    Address sender = message.getSrc();
    if (sender == null || !message.hasArray()) {
      return;
    }
    HeartbeatMessage heartbeat;
    try {
      heartbeat =
          HeartbeatMessage.read(message.getArray(), message.getOffset(), message.getLength());
    } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
      LOG.warn("A malformed heartbeat was ignored: {}", malformed.toString());
      return;
    }
    peer(sender).heartbeat(checks, heartbeat.sentAt());
    agreement.report(sender.toString(), heartbeat.silent());
    QuorumLease receiver = lease;
    if (receiver != null && heartbeat.validNanos() > 0) {
      receiver.record(sender.toString(), heartbeat.confirmedSentAt(), heartbeat.validNanos());
    }
  }

  private HeartbeatPeer peer(Address member) {
    return peers.computeIfAbsent(member, this::added);
  }

  private HeartbeatPeer added(Address member) {
    long check = checks;
    PeerSilence before = known.get(member);
    if (before != null) {
      before.returned(check);
    }
    PeerSilence silence = before == null ? new PeerSilence(check) : before;
    return new HeartbeatPeer(member.toString(), check, silence, getInterval());
  }

  @Override
  protected void update(Address sender, boolean log, boolean skipIfExists) {
    if (sender != null
        && !sender.equals(local_addr)
        && !(skipIfExists && peers.containsKey(sender))) {
      peer(sender).heard(checks);
    }
  }

  @Override
  protected <T> boolean needsToBeSuspected(Address member, T state) {
    return false; // the thread suspects
  }

  @Override
  protected Map<Address, ?> getTimestamps() {
    return peers;
  }

  @Override
  protected long getTimeoutCheckInterval() {
    return getInterval();
  }

  @Override
  protected String getTimeoutCheckerInfo() {
    return "Heartbeats";
  }

  @Override
  protected void handleViewChange(View view) {
    List<Address> members = new ArrayList<>(view.getMembers());
    members.remove(local_addr);
    others = List.copyOf(members);
    retain(members);
    super.handleViewChange(view);
    if (known.size() > MAX_KNOWN) {
      known.clear();
    }
    members.forEach(member -> known.put(member, peer(member).silence()));
  }

  @Override
  protected void startHeartbeatSender() {
    Thread created = new Thread(this::run, "feedhorn-heartbeats");
    created.setDaemon(true);
    if (thread.compareAndSet(null, created)) {
      created.start();
    }
  }

  @Override
  protected void stopHeartbeatSender() {
    Thread running = thread.getAndSet(null);
    if (running != null) {
      running.interrupt();
    }
  }

  /** The thread does both, so that a member is not suspected by a node that is late itself. */
  @Override
  protected void startTimeoutChecker() {}

  @Override
  protected void stopTimeoutChecker() {}

  private void run() {
    try {
      long before = System.nanoTime();
      // The interrupt may be lost in JGroups, and two threads would count twice as fast.
      while (thread.get() == Thread.currentThread()) {
        Thread.sleep(getInterval());
        long now = System.nanoTime();
        sendAndCheck(TimeUnit.NANOSECONDS.toMillis(now - before) / getInterval());
        before = now;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendAndCheck(long intervals) {
    long check = checks + 1;
    checks = check;
    List<Address> members = others;
    retain(members);
    try {
      Set<String> silent = new HashSet<>();
      for (Address member : members) {
        if (peer(member).isSilent(check, intervals)) {
          silent.add(member.toString());
        }
      }
      members.forEach(member -> send(member, silent));
      suspect(members.stream().filter(member -> isLost(member, check, members, silent)).toList());
    } catch (RuntimeException failure) {
      LOG.warn("A heartbeat was not sent", failure);
    }
  }

  private void retain(List<Address> members) {
    peers.keySet().retainAll(members);
    agreement.retain(members.stream().map(Address::toString).toList());
  }

  /** Returns true if no other member confirms the lease of a member, or does so any more. */
  private boolean isLost(Address member, long check, List<Address> members, Set<String> silent) {
    String name = member.toString();
    boolean byAll =
        silent.contains(name)
            && agreement.isLostByAll(
                name, silent, members.stream().map(Address::toString).toList());
    return peer(member).isLost(check, byAll);
  }

  private void send(Address member, Set<String> silent) {
    QuorumLease receiver = lease;
    long now = receiver == null ? 0 : receiver.now();
    byte[] payload = peer(member).message(now, silent).toBytes();
    down_prot.down(
        new BytesMessage(member, payload)
            .putHeader(id, new HeartbeatHeader())
            .setFlag(Message.Flag.OOB));
  }
}
