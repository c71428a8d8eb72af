package io.headroom.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestServers;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class RedisWakeUpIT {

    private static void await(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
            assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void aWakeUpReachesThisProcessOnceAndTheOthersOnTheChannel() throws Exception {
        Queue<String> here = new ConcurrentLinkedQueue<>();
        Queue<String> there = new ConcurrentLinkedQueue<>();
        Queue<String> elsewhere = new ConcurrentLinkedQueue<>();
        String url = TestServers.redis().url();
        try (RedisWakeUp one = RedisWakeUp.on(url, "wake-up-it");
                RedisWakeUp two = RedisWakeUp.on(url, "wake-up-it");
                RedisWakeUp other = RedisWakeUp.on(url, "wake-up-it-other")) {
            one.subscribe(here::add);
            two.subscribe(there::add);
            other.subscribe(elsewhere::add);
            await(() -> {
                one.publish(Set.of("probe"));
                return there.contains("probe");
            });
            here.clear();
            one.publish(Set.of("email"));
            assertThat(here).containsExactly("email");
            await(() -> there.contains("email"));
            assertThat(here).containsExactly("email");
            assertThat(elsewhere).isEmpty();
        }
    }

    @Test
    void withoutRedisThisProcessIsWokenAllTheSame() throws Exception {
        Queue<String> here = new ConcurrentLinkedQueue<>();
        try (RedisWakeUp away = RedisWakeUp.on("redis://127.0.0.1:1", "x");
                RedisWakeUp none = RedisWakeUp.on("", "x")) {
            away.subscribe(here::add);
            none.subscribe(here::add);
            away.publish(Set.of("email"));
            none.publish(Set.of("sms"));
            assertThat(here).containsExactly("email", "sms");
        }
    }
}
