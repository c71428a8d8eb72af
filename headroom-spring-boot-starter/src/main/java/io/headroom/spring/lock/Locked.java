package io.headroom.spring.lock;

import io.headroom.lock.Tier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Calls of the method run one at a time for each name in all processes. Holds for calls through
/// Spring's proxy, as `@Transactional` does.
///
/// With [Tier#GUARDED] and [Tier#STRICT] the method runs in a transaction: the caller's, or one of
/// its own whose first statement is the guard, or takes the lock. A transaction that the method
/// itself begins with `REQUIRES_NEW` is not protected. Under a caller's transaction the lock is
/// given back when that ends, and what it read before the call may be old.
///
/// ```java
/// @Locked("report:#{#merchant}")
/// void makeReport(long merchant) { … }
/// ```
///
/// A caller that does not get the lock gets [io.headroom.lock.LockBusyException] or
/// [io.headroom.lock.LockUnavailableException]; one whose transaction is refused gets
/// [io.headroom.lock.StaleHolderException].
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Locked {

    /// The lock's name: text with expressions of SpEL between `#{` and `}`, which know the
    /// arguments by `#name`, and `#root.target`, `#root.method` and `#root.args`.
    String value();

    /// What the lock promises.
    Tier tier() default Tier.GUARDED;

    /// How long to wait for the lock, as `500ms` or `5s`, `0s` for not at all; empty, the default,
    /// for `headroom.lock.wait`. Placeholders `${…}` are replaced.
    String waitAtMost() default "";

    /// After what time the lock is free without being released, as `10s`; empty, the default, for
    /// `headroom.lock.lease`. Placeholders `${…}` are replaced.
    String lease() default "";

    /// Whether the lease is renewed while the method runs.
    boolean renewed() default true;
}
