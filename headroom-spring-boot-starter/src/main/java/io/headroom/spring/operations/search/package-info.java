/// `…/search/performance`: how an application's searches do, where it has any.
///
/// An application declares a bean of [io.headroom.spring.operations.search.SearchFigures], which
/// times the routes that search, and tells it what each question found. The story starts at
/// [io.headroom.spring.operations.search.SearchFigures#found].
@NullMarked
package io.headroom.spring.operations.search;

import org.jspecify.annotations.NullMarked;
