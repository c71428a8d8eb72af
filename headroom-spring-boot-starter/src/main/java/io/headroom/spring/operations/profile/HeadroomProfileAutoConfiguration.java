package io.headroom.spring.operations.profile;

import io.headroom.operations.history.History;
import io.headroom.operations.profile.Profiler;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.HeadroomOperationsAutoConfiguration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/// Profiles on request.
///
/// Idle, this costs nothing: its thread ends a minute after a profile.
@AutoConfiguration(after = HeadroomOperationsAutoConfiguration.class)
@ConditionalOnBean(History.class)
@ConditionalOnProperty(name = "headroom.operations.profile.enabled", matchIfMissing = true)
public class HeadroomProfileAutoConfiguration {

    @Bean
    Profiler headroomProfiler(ProfileThread thread, InstantSource clock) {
        return new Profiler(thread.executor(), clock);
    }

    @Bean
    ProfileThread headroomProfileThread() {
        return new ProfileThread();
    }

    /// The thread on which profiles end.
    static final class ProfileThread implements AutoCloseable {

        private final ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("headroom-profile").daemon().factory());

        ProfileThread() {
            executor.setKeepAliveTime(1, TimeUnit.MINUTES);
            executor.allowCoreThreadTimeOut(true);
        }

        ScheduledThreadPoolExecutor executor() {
            return executor;
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    @Bean
    ProfileController headroomProfileController(Profiler profiler, OperatorGate gate) {
        return new ProfileController(profiler, gate);
    }
}
