package io.feedhorn.cluster.infinispan;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collection;
import java.util.List;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.stack.IpAddress;
import org.jgroups.stack.Protocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A protocol of JGroups, directly above {@code FD_SOCK2}, that saves the question to a member whose
 * process has ended: its connection was closed, and its host refuses a new one. A suspended process
 * still listens, and a host that cannot be reached does not answer; such members are asked. Public,
 * because JGroups creates it.
 */
public final class EndedProcesses extends Protocol {
  private static final Logger LOG = LoggerFactory.getLogger(EndedProcesses.class);
  // JGroups leaves the numbers from 512 on to others.
  private static final short PROTOCOL = 1_623;
  private static final int CONNECT_TIMEOUT_MILLIS = 200;

  /** Makes the protocol known to JGroups, before a stack that contains it is created. */
  static void register() {
    if (ClassConfigurator.getProtocol(PROTOCOL) == null) {
      ClassConfigurator.addProtocol(PROTOCOL, EndedProcesses.class);
    }
  }

  @Override
  public @Nullable Object up(Event event) {
    if (event.getType() != Event.SUSPECT || event.getArg() == null) {
      return super.up(event);
    }
    Collection<Address> suspects = event.getArg();
    for (Address suspect : List.copyOf(suspects)) {
      Thread check = new Thread(() -> pass(suspect), "feedhorn-ended");
      check.setDaemon(true);
      check.start();
    }
    return null;
  }

  private void pass(Address suspect) {
    Object address = down_prot.down(new Event(Event.GET_PHYSICAL_ADDRESS, suspect));
    boolean ended =
        address instanceof IpAddress ip
            && refuses(new InetSocketAddress(ip.getIpAddress(), ip.getPort()));
    LOG.debug("The connection to {} was closed; its process has ended: {}", suspect, ended);
    Protocol above =
        ended
            ? getProtocolStack().<Protocol>findProtocol(VERIFY_SUSPECT2.class).getUpProtocol()
            : up_prot;
    above.up(new Event(Event.SUSPECT, List.of(suspect)));
  }

  /** Returns true if a host answers that nothing listens on a port. */
  static boolean refuses(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_TIMEOUT_MILLIS);
      return false;
    } catch (ConnectException failure) {
      return String.valueOf(failure.getMessage()).contains("refused");
    } catch (IOException other) {
      return false;
    }
  }
}
