package io.headroom.spring;

/// Asks one dependency of the service whether it is well. Declare a bean of this type for each.
///
/// The question is asked in the background, on a virtual thread of its own, with a deadline of five
/// seconds, after which the thread is interrupted. `/health/ready` answers from the last result.
public interface DependencyCheck {

    /// The dependency's name in `/health/ready`, unique in the service.
    String name();

    /// Whether the service cannot do its work without it. An unhealthy required dependency makes
    /// the service not ready; another one only shows.
    boolean required();

    /// Returns normally when the dependency is well.
    ///
    /// @return a few words for people, such as the version that answered
    /// @throws Exception when it is not; the message is shown, so it must hold no secret
    String check() throws Exception;
}
