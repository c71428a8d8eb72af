package io.headroom.spring.jobs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a bean's method the handler of a type of jobs. Its first parameter is the payload, a
/// record; its second, if it has one, the [io.headroom.jobs.JobContext]. A type with older versions
/// is declared as a bean of type [io.headroom.jobs.HandledJob].
///
/// ```java
/// @HandlesJob(type = "order-mail", queue = "email")
/// void send(OrderMail mail, JobContext job) { … }
/// ```
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface HandlesJob {

    /// The type's name.
    String type();

    /// The type's queue.
    String queue() default "default";

    /// The payload's version.
    int version() default 1;
}
