package io.headroom.spring.operations.profile;

import io.headroom.operations.profile.Profile;
import io.headroom.operations.profile.ProfileKind;
import io.headroom.operations.profile.Profiler;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.OwnCalls;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/profile`. A profile takes as long as it is asked to, so the answer to the wish is 202 with
/// the place where the flame graph will be.
@RestController
final class ProfileController {

    private static final Logger LOG = LoggerFactory.getLogger(ProfileController.class);
    private static final String PROFILE = OwnCalls.BASE + "/profile";
    private static final String METRICS_PROFILE = "/metrics/profile";
    private static final int DEFAULT_SECONDS = 10;

    private final Profiler profiler;
    private final OperatorGate gate;

    ProfileController(Profiler profiler, OperatorGate gate) {
        this.profiler = profiler;
        this.gate = gate;
    }

    record Wish(@Nullable String kind, @Nullable Integer seconds) {}

    record ProfileView(
            String id,
            String kind,
            int seconds,
            Instant startedAt,
            String state,
            @Nullable String problem,
            String location) {

        static ProfileView of(Profile profile) {
            return new ProfileView(
                    profile.id(),
                    profile.kind().label(),
                    profile.seconds(),
                    profile.startedAt(),
                    profile.state().name().toLowerCase(Locale.ROOT),
                    profile.problem().isEmpty() ? null : profile.problem(),
                    PROFILE + "/" + profile.id());
        }
    }

    /// Begins a profile.
    @PostMapping({PROFILE, METRICS_PROFILE})
    ResponseEntity<Answer<ProfileView>> start(
            HttpServletRequest request, @RequestBody(required = false) @Nullable Wish wish) {
        String who = gate.changes(request);
        Profiler.Start start;
        try {
            start =
                    profiler.start(
                            ProfileKind.of(
                                    wish == null || wish.kind() == null ? "cpu" : wish.kind()),
                            wish == null || wish.seconds() == null
                                    ? DEFAULT_SECONDS
                                    : wish.seconds());
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
        return switch (start) {
            case Profiler.Start.Started(Profile profile) -> {
                LOG.info("{} began the profile {}", who, profile.id());
                yield ResponseEntity.accepted()
                        .location(URI.create(PROFILE + "/" + profile.id()))
                        .header(HttpHeaders.RETRY_AFTER, Integer.toString(profile.seconds() + 1))
                        .body(Answer.of(ProfileView.of(profile)));
            }
            case Profiler.Start.Busy(Profile other) ->
                    throw new ResponseStatusException(
                            HttpStatus.CONFLICT,
                            "The profile %s is under way; one can be at a time."
                                    .formatted(other.id()));
        };
    }

    /// The last five.
    @GetMapping({PROFILE, METRICS_PROFILE})
    ResponseEntity<Answer<List<ProfileView>>> latest(HttpServletRequest request) {
        gate.reads(request);
        return Answer.ok(profiler.latest().stream().map(ProfileView::of).toList());
    }

    /// The flame graph once it is done, and how far it is before. Its scripts run by their hashes,
    /// under a policy of its own.
    @GetMapping({PROFILE + "/{id}", METRICS_PROFILE + "/{id}"})
    ResponseEntity<Object> page(
            HttpServletRequest request, HttpServletResponse response, @PathVariable String id) {
        gate.reads(request);
        Profile profile =
                profiler.latest().stream()
                        .filter(each -> each.id().equals(id))
                        .findFirst()
                        .orElseThrow(() ->
                                new ResponseStatusException(
                                        HttpStatus.NOT_FOUND,
                                        "There is no such profile; the last five are kept."));
        return switch (profile.state()) {
            case RUNNING ->
                    ResponseEntity.accepted()
                            .cacheControl(CacheControl.noStore())
                            .contentType(MediaType.APPLICATION_JSON)
                            .header(HttpHeaders.RETRY_AFTER, "1")
                            .body(Answer.of(ProfileView.of(profile)));
            case FAILED ->
                    throw new ResponseStatusException(
                            HttpStatus.INTERNAL_SERVER_ERROR,
                            "The profile failed: " + profile.problem());
            case DONE -> {
                response.setHeader(
                        "Content-Security-Policy", profile.page().contentSecurityPolicy());
                yield ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                        .body(profile.page().html().getBytes(StandardCharsets.UTF_8));
            }
        };
    }
}
