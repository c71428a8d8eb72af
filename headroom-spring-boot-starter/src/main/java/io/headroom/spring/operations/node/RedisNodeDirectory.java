package io.headroom.spring.operations.node;

import io.headroom.cache.redis.RedisOptions;
import io.headroom.operations.node.NodeDirectory;
import io.headroom.operations.node.ServiceNode;
import io.headroom.spring.BackgroundWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The nodes that announce themselves in Redis, each with a sign every interval, and with one
/// question for all of them in the same command.
///
/// While Redis is away what was known stays: nodes do not end with it. A node that ends takes
/// itself out; one that is killed gives no sign, is not asked after three intervals, and is
/// forgotten later. Whoever may write to this Redis may name an address that callers' tokens are
/// sent to.
final class RedisNodeDirectory extends BackgroundWork implements NodeDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(RedisNodeDirectory.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MOST_NODES = 128;
    private static final int FIELDS = 3;
    private static final String ANNOUNCE = resource("announce.lua");

    private final NodesProperties properties;
    private final Supplier<ServiceNode> whoAmI;
    private final DirectorySession session;
    private final String signs;
    private final String words;
    private volatile @Nullable ServiceNode announced;
    private volatile List<Seen> others = List.of();
    private volatile String problem = "";

    /// @param service what all its nodes have in common, and no other service on this Redis
    /// @param whoAmI asked from the start of the web server on, when the port is known
    RedisNodeDirectory(
            NodesProperties properties,
            RedisOptions redis,
            String service,
            Supplier<ServiceNode> whoAmI) {
        super("headroom-nodes", 1);
        this.properties = properties;
        this.whoAmI = whoAmI;
        this.session = new DirectorySession(redis, PATIENCE);
        // in one slot of a cluster
        String base =
                redis.keyPrefix() + ":{nodes-" + service.replaceAll("[^A-Za-z0-9._-]", "_") + "}:";
        this.signs = base + "signs";
        this.words = base + "words";
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(RedisNodeDirectory.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Sightings sightings() {
        return new Sightings(self(), others, problem);
    }

    /// What was announced once stays: the address that faces Redis cannot be told without it.
    private ServiceNode self() {
        ServiceNode known = announced;
        return known != null ? known : whoAmI.get();
    }

    @Override
    protected void begin(ScheduledExecutorService executor) {
        long millis = properties.interval().toMillis();
        var _ = executor.scheduleAtFixedRate(this::look, 0, millis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            ServiceNode self = self();
            List<String> told =
                    session.run(
                            ANNOUNCE,
                            new String[] {signs, words},
                            self.address().toString(),
                            AnnouncementLine.of(self),
                            Long.toString(properties.forgetAfter().toMillis()),
                            Integer.toString(MOST_NODES));
            announced = self;
            others = read(self, told);
            if (!problem.isEmpty()) {
                LOG.info("nodes are known by Redis again");
                problem = "";
            }
        } catch (RuntimeException e) {
            if (problem.isEmpty()) {
                LOG.warn("Redis does not tell which nodes there are: {}", e.toString());
            }
            problem = "Redis does not tell which nodes there are; these are the last that it knew.";
        }
    }

    private List<Seen> read(ServiceNode self, List<String> told) {
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i + FIELDS <= told.size(); i += FIELDS) {
            try {
                ServiceNode node = AnnouncementLine.read(told.get(i), told.get(i + 2));
                Duration silence = Duration.ofMillis(Long.parseLong(told.get(i + 1)));
                boolean silent = silence.compareTo(properties.longestSilence()) > 0;
                if (!node.instance().equals(self.instance())) {
                    seen.add(new Seen(node, silence, silent));
                }
            } catch (IllegalArgumentException e) {
                LOG.debug("what stands at {} is no node: {}", told.get(i), e.toString());
            }
        }
        seen.sort(Comparator.comparing(each -> each.node().name()));
        return seen;
    }

    @Override
    protected void end(ScheduledExecutorService executor) {
        finish(executor, this::leave, PATIENCE.multipliedBy(2));
    }

    private void leave() {
        try {
            ServiceNode known = announced;
            if (known != null && problem.isEmpty()) {
                session.forget(signs, words, known.address().toString());
            }
        } catch (RuntimeException e) {
            LOG.debug("the directory was not told of the end: {}", e.toString());
        } finally {
            session.close();
        }
    }
}
