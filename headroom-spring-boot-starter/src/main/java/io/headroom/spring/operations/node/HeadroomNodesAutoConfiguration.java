package io.headroom.spring.operations.node;

import io.headroom.cache.redis.RedisOptions;
import io.headroom.operations.node.MergingRules;
import io.headroom.operations.node.NodeDirectory;
import io.headroom.operations.node.NodeDirectory.Sightings;
import io.headroom.operations.node.ServiceNode;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import io.headroom.spring.HeadroomCacheProperties;
import io.headroom.spring.NodeName;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/// The nodes of the service, found in the Redis of `headroom.cache`. A bean of the type
/// [NodeDirectory] finds them elsewhere.
///
/// Idle, this costs a connection and one command each `headroom.operations.nodes.interval`; nothing
/// without Redis.
@AutoConfiguration(after = HeadroomCacheAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "headroom.operations.enabled", matchIfMissing = true)
@EnableConfigurationProperties(NodesProperties.class)
public class HeadroomNodesAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    NodeDirectory headroomNodeDirectory(
            NodesProperties properties, HeadroomCacheProperties caches, Environment environment) {
        Optional<RedisOptions> redis =
                properties.enabled() ? caches.sharedTier() : Optional.empty();
        String instance = UUID.randomUUID().toString();
        if (redis.isEmpty()) {
            return () ->
                    new Sightings(
                            self(instance, OwnAddress.here(environment), environment),
                            List.of(),
                            "");
        }
        URI server = redis.get().uris().getFirst();
        Supplier<URI> address =
                properties.address().isEmpty()
                        ? () -> OwnAddress.towards(server, environment)
                        : properties::ownAddress;
        return new RedisNodeDirectory(
                properties,
                redis.get(),
                NodeName.service(environment),
                () -> self(instance, address.get(), environment));
    }

    private static ServiceNode self(String instance, URI address, Environment environment) {
        return new ServiceNode(
                instance,
                NodeName.of(environment),
                address,
                environment.getProperty("spring.application.version", ""),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
    }

    @Bean
    @ConditionalOnMissingBean
    MergingRules headroomMergingRules() {
        return MergingRules.shipped();
    }

    @Bean
    PeerCalls headroomPeerCalls(JsonMapper json) {
        return new PeerCalls(json, System::nanoTime);
    }

    @Bean
    Peers headroomPeers(NodeDirectory directory, PeerCalls calls, NodesProperties properties) {
        return new Peers(directory, calls, properties.deadline(), System::nanoTime);
    }
}
