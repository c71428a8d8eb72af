package io.headroom.spring.response.tomcat;

import org.apache.coyote.AsyncContextCallback;

/// What Tomcat's state machine asks about a request that waits for its thread.
final class HandedOver implements AsyncContextCallback {

    static final HandedOver INSTANCE = new HandedOver();

    private HandedOver() {}

    @Override
    public void fireOnComplete() {
        // The application has not seen it yet.
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public void incrementInProgressAsyncCount() {
        // The application has not seen it yet.
    }

    @Override
    public void decrementInProgressAsyncCount() {
        // The application has not seen it yet.
    }
}
