package io.headroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterNodesTest {

    private final ClusterNodes nodes =
            ClusterNodes.parse(
                    """
                    07c3 127.0.0.1:30004@31004,host slave e7d1 0 1426238317239 4 connected
                    67ed 127.0.0.1:30002@31002 master - 0 1426238316232 2 disconnected 5461 5463-10922
                    e7d1 127.0.0.1:30001@31001 myself,master - 0 0 1 connected 0-5460 [93-<-67ed]
                    """);

    @Test
    void theAnswerOfANodeIsRead() {
        ClusterNodes.Entry replica = nodes.entries().getFirst();
        assertThat(replica.port()).isEqualTo(30004);
        assertThat(replica.is("slave")).isTrue();
        assertThat(replica.master()).isEqualTo("e7d1");
        assertThat(replica.owns(0)).isFalse();
        assertThat(nodes.entries().get(1).connected()).isFalse();
        assertThat(nodes.myself().id()).isEqualTo("e7d1");
        assertThat(nodes.myself().epoch()).isEqualTo(1);
    }

    @Test
    void aSlotIsOwnedAloneOrInARange() {
        ClusterNodes.Entry two = nodes.entries().get(1);
        assertThat(two.owns(5460)).isFalse();
        assertThat(two.owns(5461)).isTrue();
        assertThat(two.owns(5462)).isFalse();
        assertThat(two.owns(5463)).isTrue();
        assertThat(two.owns(10922)).isTrue();
        assertThat(nodes.myself().owns(5460)).isTrue();
    }
}
