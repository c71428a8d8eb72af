package io.headroom.lock;

/// The tier [Tier#EFFICIENT]: the lease alone.
final class EfficientLock extends LeaseLock<Hold> {

    private final Surroundings surroundings;
    private final Recorder recorder;

    EfficientLock(LockStore store, Surroundings surroundings, Recorder recorder) {
        super(Tier.EFFICIENT, store, _ -> 0, surroundings, recorder);
        this.surroundings = surroundings;
        this.recorder = recorder;
    }

    @Override
    String prepare() {
        return "";
    }

    @Override
    boolean isUsable(String name, long token) {
        return true;
    }

    @Override
    Hold hold(Grant grant) {
        return new Lease(Tier.EFFICIENT, grant, keeper(), surroundings, recorder);
    }
}
