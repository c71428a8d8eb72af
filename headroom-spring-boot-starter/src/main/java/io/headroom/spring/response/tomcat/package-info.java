/// Tomcat's side of the response cache: hits are answered on the thread that read the request.
///
/// Handing a request to another thread costs more than a hit. So the connector's poller parses each
/// request itself; what the cache can answer at once goes out by one write that does not block; all
/// else, and the rest of a write that a slow client does not take, is handed to a virtual thread,
/// where the application sees an ordinary request. The poller never waits for anybody.
///
/// The story starts at `InlineAdapter.service`.
@NullMarked
package io.headroom.spring.response.tomcat;

import org.jspecify.annotations.NullMarked;
