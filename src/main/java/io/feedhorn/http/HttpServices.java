package io.feedhorn.http;

import io.feedhorn.alerts.AlertRules;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.JwksVerticle;
import io.feedhorn.health.Health;
import io.feedhorn.http.admin.NodeState;
import io.feedhorn.hub.SubscriberCounter;
import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.trace.Tracer;

/**
 * The settings and the parts of a node that its HTTP verticles use. All event loops share them.
 *
 * @param limiter counts the connections and requests of the node
 * @param keys the node's verification keys
 * @param tracer records publishes and the writes of their updates
 * @param subscriberCounter counts the subscribers on all event loops and nodes
 * @param push the public key and the endpoints of Web Push
 * @param node the state of this node for operators
 * @param alerts the rules of all users
 */
public record HttpServices(
    HttpOptions http,
    Limits limits,
    AuthOptions auth,
    ClientLimiter limiter,
    JwksVerticle keys,
    FeedRegistry feeds,
    PrometheusMetrics metrics,
    Tracer tracer,
    Health health,
    SubscriberCounter subscriberCounter,
    PushAccess push,
    NodeState node,
    AlertRules alerts) {}
