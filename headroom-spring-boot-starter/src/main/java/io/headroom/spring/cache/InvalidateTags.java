package io.headroom.spring.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Invalidates, in all caches of all nodes, what was stored under the tags: after the method has
/// returned normally, and, if it ran inside a transaction, after the commit.
///
/// ```java
/// @Transactional
/// @InvalidateTags("'item:' + #item.id()")
/// void update(Item item) { … }
/// ```
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface InvalidateTags {

    /// Expressions as those of [CacheTags#value]; `#result` is what the method returned.
    String[] value();
}
