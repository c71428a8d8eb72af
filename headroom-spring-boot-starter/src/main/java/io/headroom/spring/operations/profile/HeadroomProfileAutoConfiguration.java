package io.headroom.spring.operations.profile;

import io.headroom.operations.history.History;
import io.headroom.operations.profile.Profiler;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.HeadroomOperationsAutoConfiguration;
import io.headroom.spring.operations.ThreadsOnDemand;
import java.time.InstantSource;
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
    static final class ProfileThread extends ThreadsOnDemand {

        ProfileThread() {
            super("headroom-profile", 1);
        }
    }

    @Bean
    ProfileController headroomProfileController(Profiler profiler, OperatorGate gate) {
        return new ProfileController(profiler, gate);
    }
}
