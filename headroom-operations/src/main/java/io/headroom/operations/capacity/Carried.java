package io.headroom.operations.capacity;

import io.headroom.operations.capacity.Resource.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What the service was seen to carry for a minute, with all promises kept and nothing used beyond
/// its usable share.
final class Carried {

    private final Observations seen;
    private final List<Resource> resources;
    private final List<Promise> promises;

    Carried(Observations seen, List<Resource> resources, List<Promise> promises) {
        this.seen = seen;
        this.resources = resources;
        this.promises = promises;
    }

    /// The most requests per second; 0 where no minute was like that.
    ///
    /// @param used the steps to look at, ascending
    /// @param atMost beyond that, requests of that minute cannot have asked for what others do
    double most(int[] used, double atMost) {
        double most = 0;
        for (int i = CapacityModel.MINUTE - 1; i < used.length; i++) {
            int first = used[i - CapacityModel.MINUTE + 1];
            boolean isMinute = used[i] == first + CapacityModel.MINUTE - 1;
            if (isMinute && IntStream.rangeClosed(first, used[i]).allMatch(this::isKept)) {
                double mean =
                        Arrays.stream(seen.throughput(), first, used[i] + 1).sum()
                                / CapacityModel.MINUTE;
                most = mean <= atMost ? Math.max(most, mean) : most;
            }
        }
        return most;
    }

    private boolean isKept(int step) {
        return promises.stream().allMatch(each -> isKept(each, step))
                && resources.stream().noneMatch(each -> isUsedUp(each, step));
    }

    private boolean isKept(Promise promise, int step) {
        double[] measured = seen.seconds(promise.quantile());
        double seconds =
                promise.isMean()
                        ? seen.concurrency()[step] / seen.throughput()[step]
                        : measured.length == 0 ? 0 : measured[step];
        return seconds <= promise.seconds();
    }

    private boolean isUsedUp(Resource resource, int step) {
        double[] busy = seen.busy(resource.name());
        return resource.kind() != Kind.BEHIND
                && busy.length > 0
                && busy[step] > resource.usable() * resource.servers();
    }
}
