/// `…/profile`: flame graphs on request, made by [io.headroom.operations.profile.Profiler].
@NullMarked
package io.headroom.spring.operations.profile;

import org.jspecify.annotations.NullMarked;
