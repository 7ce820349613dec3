package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.cluster.protocol.QuorumLease;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.infinispan.remoting.transport.jgroups.JGroupsChannelConfigurator;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.View;
import org.jgroups.conf.ProtocolConfiguration;
import org.jgroups.protocols.TCP;
import org.jgroups.util.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The JGroups configuration: {@code jgroups.xml} with the addresses of this node and of the
 * members.
 */
final class JGroupsStack implements JGroupsChannelConfigurator {
  private static final String DNS = "dns:";

  private final ClusterOptions options;
  private final QuorumLease lease;
  private volatile @Nullable JChannel channel;

  /**
   * Creates the configuration of a node.
   *
   * @param lease gets the confirmations of the other members
   */
  JGroupsStack(ClusterOptions options, QuorumLease lease) {
    this.options = options;
    this.lease = lease;
    Heartbeats.register();
    EndedProcesses.register();
  }

  @Override
  public String getName() {
    return "feedhorn";
  }

  @Override
  public JChannel createChannel(String name) throws Exception {
    String xml =
        template()
            .replace("@host@", options.host())
            .replace("@port@", Integer.toString(options.port()))
            .replace("@discovery@", discovery(options))
            .replace("@join@", options.bootstrapsAtOnce() ? "1s" : "3s");
    try (InputStream in = new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))) {
      JChannel created = new JChannel(in);
      Heartbeats heartbeats = created.getProtocolStack().findProtocol(Heartbeats.class);
      heartbeats.setLease(lease);
      if (options.tls() != null) {
        ClusterTls.secure(created.getProtocolStack().findProtocol(TCP.class), options.tls());
      }
      channel = created;
      return created;
    }
  }

  /**
   * Returns the members that this node sees, the coordinator first, or none before it has joined
   * them. Safe on any thread.
   */
  List<String> members() {
    JChannel created = channel;
    View view = created == null ? null : created.getView();
    return view == null ? List.of() : view.getMembers().stream().map(Address::toString).toList();
  }

  @Override
  public String getProtocolStackString() {
    return "";
  }

  @Override
  public List<ProtocolConfiguration> getProtocolStack() {
    return List.of();
  }

  @Override
  public void setSocketFactory(SocketFactory factory) {}

  @Override
  public void setDataSource(DataSource source) {}

  private static String discovery(ClusterOptions options) {
    List<String> hosts = new ArrayList<>();
    for (String member : options.members()) {
      if (member.startsWith(DNS)) {
        return "<dns.DNS_PING dns_query=\"%s\" dns_record_type=\"A\" num_discovery_runs=\"3\"/>"
            .formatted(member.substring(DNS.length()));
      }
      int colon = member.lastIndexOf(':');
      hosts.add(member.substring(0, colon) + "[" + member.substring(colon + 1) + "]");
    }
    if (hosts.isEmpty()) {
      hosts.add(options.host() + "[" + options.port() + "]");
    }
    return "<TCPPING initial_hosts=\"%s\" port_range=\"0\" num_discovery_runs=\"3\"/>"
        .formatted(String.join(",", hosts));
  }

  private static String template() throws IOException {
    try (InputStream in = JGroupsStack.class.getResourceAsStream("jgroups.xml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
