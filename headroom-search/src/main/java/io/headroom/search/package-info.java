/// Full-text search inside the process: what is found, in which order, how often per facet, and
/// what a half-typed word may become.
///
/// A [SearchSchema] declares the fields; a [SearchDocument] carries their values; a [SearchRequest]
/// asks and a [SearchResult] answers. [SearchIndex] is the seam, [LuceneSearchIndex] the
/// implementation on Apache Lucene, in memory or in a folder. What people type is data: no
/// character of it is syntax, and no text makes a search throw. The story starts in
/// [LuceneSearchIndex#search(SearchRequest)].
@NullMarked
package io.headroom.search;

import org.jspecify.annotations.NullMarked;
