/// The caches that are compared, each behind [io.headroom.benchmarks.subject.Subject].
@NullMarked
package io.headroom.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
