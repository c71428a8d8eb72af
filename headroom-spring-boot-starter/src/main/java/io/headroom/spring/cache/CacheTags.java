package io.headroom.spring.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the result of a `@Cacheable` or `@CachePut` method is stored under, beside the tags that
/// are configured for its cache; an invalidation of one of the tags, by [InvalidateTags] on
/// whatever node, drops it.
///
/// ```java
/// @Cacheable("cards")
/// @CacheTags({"'item:' + #id", "'merchant:' + #result.merchantId()"})
/// Card card(long id) { … }
/// ```
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CacheTags {

    /// Expressions of Spring's expression language, each for a tag or a collection of tags. They
    /// see the arguments by their names and as `#root.args`, the object as `#root.target`, and the
    /// value as `#result`, which is null for an absent one. Null adds no tag. An expression that
    /// fails fails the call.
    String[] value();
}
