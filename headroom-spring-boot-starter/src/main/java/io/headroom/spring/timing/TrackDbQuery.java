package io.headroom.spring.timing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Times the method, and counts its own time as the request's part `database`.
///
/// On a method of a bean, or of an interface that the bean implements. `headroom_tracked_seconds`
/// has it under the kind `db_query`. A method that returns a `CompletionStage` ends when the stage
/// does; a failed stage is a failure. Calls of a bean's own methods pass the proxy by and are not
/// seen.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Tracked(Kind.DB_QUERY)
public @interface TrackDbQuery {

    /// The name in figures and logs; by default the class and the method, `Class.method`.
    String value() default "";
}
