package io.headroom.cache;

/// Nobody is told.
final class NoMissListener implements MissListener {

    static final MissListener INSTANCE = new NoMissListener();

    private static final Step UNHEARD = found -> {};

    private NoMissListener() {}

    @Override
    public Step askingL2(String cache, int keys) {
        return UNHEARD;
    }

    @Override
    public Step awaitingLoad(String cache) {
        return UNHEARD;
    }
}
